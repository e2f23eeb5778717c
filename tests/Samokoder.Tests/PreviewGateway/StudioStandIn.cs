using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>
/// A page with a frame, a gateway that knows it as the studio, and a Chromium that keeps third parties' cookies apart. Without Chromium nothing
/// starts: each test says so and is skipped.
/// </summary>
public sealed class StudioStandIn(GatewayFixture gateway) : IAsyncLifetime
{
    private GatewayFactory? _gateway;
    private Upstream? _studio;
    private Browser? _browser;

    internal Browser Browser => _browser!;

    internal int Port { get; } = Ports.Free();

    internal string Origin => _studio!.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        if (Browser.Executable is null) return;
        _studio = await Upstream.OnTcpAsync(app => app.MapGet("/", (string src) => Results.Content(
            $$"""
            <!doctype html><title>studio</title><script>
              window.heard = [];
              addEventListener('message', e => heard.push({ origin: e.origin, data: e.data }));
            </script><iframe name="preview" width="900" height="600" src="{{src}}"></iframe>
            """,
            "text/html")));
        var settings = gateway.Settings();
        settings["Preview:Port"] = $"{Port}";
        settings["Web:Origin"] = Origin;
        _gateway = new GatewayFactory(Port, settings);
        _gateway.StartServer();
        _browser = await Browser.StartOwnAsync("--test-third-party-cookie-phaseout");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_studio is not null) await _studio.DisposeAsync();
    }
}
