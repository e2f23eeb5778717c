using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>A generated app's server: real Kestrel on TCP or on a Unix socket.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Upstream(WebApplication app, string address) => (_app, Address) = (app, address);

    /// <summary>As the directory spells it.</summary>
    public string Address { get; }

    public static Task<Upstream> OnTcpAsync(Action<WebApplication> map, int port = 0) => StartAsync($"http://127.0.0.1:{port}", map);

    public static Task<Upstream> OnUnixSocketAsync(Action<WebApplication> map) =>
        StartAsync($"http://unix:{Path.Combine(Path.GetTempPath(), $"samokoder-{Guid.CreateVersion7():N}.sock")}", map);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<Upstream> StartAsync(string url, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        var bound = app.Urls.First();
        return new Upstream(app, bound.StartsWith("http://unix:", StringComparison.Ordinal) ? bound["http://".Length..] : bound);
    }
}
