using System.Net;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.Web.Support;

/// <summary>
/// An API process of the test's own with a mail server, and the real process of Web in front of it. It ends with its test: while it lives it sends the
/// mails of everybody on its stores.
/// </summary>
internal sealed class RealServers : IAsyncDisposable
{
    private readonly RelayedWeb? _shared;

    private RealServers(FakeSmtp smtp, ApiFixture.Api api, WebProcess web, RelayedWeb? shared) => (Smtp, Api, Web, _shared) = (smtp, api, web, shared);

    public FakeSmtp Smtp { get; }

    public ApiFixture.Api Api { get; }

    public WebProcess Web { get; }

    /// <param name="settings">With any, the process of Web is the test's own too; else the one that all tests of the fixture share.</param>
    public static async Task<RealServers> StartAsync(ApiFixture fixture, params (string Key, string Value)[] settings)
    {
        var smtp = new FakeSmtp();
        var api = fixture.Start([.. smtp.Settings, .. settings]);
        if (settings.Length > 0) return new(smtp, api, await RelayedWeb.StartProcessAsync(api.Address), null);
        var shared = await fixture.WebAsync();
        shared.Relay.Target = new IPEndPoint(IPAddress.Loopback, api.Address.Port);
        return new(smtp, api, shared.Process, shared);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shared is null) await Web.DisposeAsync();
        else _shared.Relay.BreakAll();
        await Api.DisposeAsync();
        await Smtp.DisposeAsync();
    }
}

/// <summary>A process of Web whose API changes.</summary>
internal sealed record RelayedWeb(WebProcess Process, TcpRelay Relay) : IAsyncDisposable
{
    public static async Task<RelayedWeb> StartAsync()
    {
        var relay = new TcpRelay(new IPEndPoint(IPAddress.Loopback, Ports.Free()));
        return new(await StartProcessAsync(new Uri($"http://127.0.0.1:{relay.Port}")), relay);
    }

    /// <summary>With the key of the real API.</summary>
    public static Task<WebProcess> StartProcessAsync(Uri api) => WebProcess.StartAsync(api, ("Auth__SigningKey", Convert.ToBase64String(new byte[48])));

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Relay.DisposeAsync();
    }
}
