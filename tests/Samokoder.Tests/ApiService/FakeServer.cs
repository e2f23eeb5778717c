using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Samokoder.Tests.ApiService;

/// <summary>A server on a real socket that stands for what is outside: a provider, or AgentService.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeServer(WebApplication app, RequestDelegate answer) => (_app, Answer) = (app, answer);

    public RequestDelegate Answer { get; set; }

    public Uri Address { get; private set; } = null!;

    /// <summary>Method, raw target and Authorization header of every request.</summary>
    public ConcurrentQueue<(string Method, string Target, string Authorization)> Requests { get; } = new();

    public static async Task<FakeServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = new FakeServer(builder.Build(), answer);
        server._app.Run(context =>
        {
            var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            server.Requests.Enqueue((context.Request.Method, target, context.Request.Headers.Authorization.ToString()));
            return server.Answer(context);
        });
        await server._app.StartAsync();
        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
