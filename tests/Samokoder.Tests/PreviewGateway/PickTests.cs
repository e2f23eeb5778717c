using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>Picking an element of an app in the studio's frame, in a real Chromium.</summary>
[Collection(GatewayCollection.Name)]
public sealed class PickTests(GatewayFixture gateway) : IAsyncLifetime
{
    private readonly string _id = GatewayFixture.NewId();
    private Browser _browser = null!;
    private GatewayFactory _gateway = null!;
    private Upstream _studio = null!;
    private Upstream _app = null!;
    private IPage _page = null!;

    private ILocator Delete => _page.FrameLocator("iframe").GetByText("Delete");

    public async ValueTask InitializeAsync()
    {
        Browser.SkipWithout();
        _studio = await Upstream.OnTcpAsync(app => app.MapGet("/", (string src) => Results.Content(
            $$"""
            <!doctype html><title>studio</title><script>
              window.heard = [];
              addEventListener('message', e => heard.push(e.data));
            </script><iframe name="preview" width="900" height="600" src="{{src}}"></iframe>
            """,
            "text/html")));
        _app = await Upstream.OnTcpAsync(app => app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'nonce-a'";
            return Results.Content(Page, "text/html");
        }));
        var port = Ports.Free();
        var settings = gateway.Settings();
        settings["Preview:Port"] = $"{port}";
        settings["Web:Origin"] = _studio.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        _gateway = new GatewayFactory(port, settings);
        _gateway.StartServer();
        await gateway.SetRunningAsync(_id, _app.Address);
        _browser = await Browser.StartAsync();
        _page = await _browser.NewPageAsync(new Uri(settings["Web:Origin"]));
        var preview = $"http://{GatewayFixture.HostOf(_id)}:{port}/?__ticket={gateway.Tickets.IssueTicket(_id, 0)}";
        await _page.GotoAsync($"{settings["Web:Origin"]}/?src={Uri.EscapeDataString(preview)}");
        await HeardAsync("navigation");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        if (_gateway is not null) await _gateway.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        if (_studio is not null) await _studio.DisposeAsync();
    }

    [Fact]
    public async Task A_click_in_pick_mode_says_what_was_clicked_and_does_nothing_else()
    {
        await PickAsync();
        await Delete.ClickAsync();
        var picked = await HeardAsync("picked");

        Assert.Equal("li:nth-of-type(2) > button", picked.GetProperty("selector").GetString());
        Assert.Equal("button", picked.GetProperty("tag").GetString());
        Assert.Equal("Delete the second", picked.GetProperty("text").GetString());
        Assert.Equal("EntryRow", picked.GetProperty("component").GetString());
        Assert.Equal("src/EntryRow.tsx", picked.GetProperty("file").GetString());
        Assert.Equal(JsonValueKind.Null, picked.GetProperty("line").ValueKind);
        Assert.True(picked.GetProperty("box").GetProperty("width").GetDouble() > 10);
        Assert.Equal("0", await ClicksAsync());
        Assert.False((await HeardAsync("picking", 2)).GetProperty("on").GetBoolean());

        await Delete.ClickAsync();
        await _page.FrameLocator("iframe").Locator("#clicks:has-text('1')").WaitForAsync();
        Assert.Equal(1, await CountAsync("picked"));
    }

    [Fact]
    public async Task What_is_under_the_pointer_has_an_outline_until_the_mode_ends()
    {
        await PickAsync();
        await Delete.HoverAsync(new() { Force = true });
        await FrameAsync("() => { const o = document.documentElement.lastElementChild.getBoundingClientRect(), b = document.querySelector('li:nth-of-type(2) button').getBoundingClientRect(); return o.width === b.width + 4 && o.left === b.left - 2; }");
        await Delete.FocusAsync();
        await _page.Keyboard.PressAsync("Escape");

        Assert.False((await HeardAsync("picking", 2)).GetProperty("on").GetBoolean());
        Assert.True(await _page.Frame("preview")!.EvaluateAsync<bool>("document.documentElement.lastElementChild === document.body && !document.adoptedStyleSheets.length"));
        await Delete.ClickAsync();
        Assert.Equal("1", await ClicksAsync());
        Assert.Equal(0, await CountAsync("picked"));
    }

    [Fact]
    public async Task A_disabled_control_and_a_marked_one_can_be_picked()
    {
        await PickAsync();
        await _page.FrameLocator("iframe").Locator("[data-testid=save]").ClickAsync(new() { Force = true });
        Assert.Equal("[data-testid=\"save\"]", (await HeardAsync("picked")).GetProperty("selector").GetString());
    }

    [Fact]
    public async Task What_the_app_does_by_itself_goes_on_and_picks_nothing()
    {
        await PickAsync();
        await _page.Frame("preview")!.EvaluateAsync("document.querySelector('li button').click()");
        Assert.Equal("1", await ClicksAsync());
        Assert.Equal(0, await CountAsync("picked"));
    }

    [Fact]
    public async Task Nobody_but_the_studio_switches_the_mode_on()
    {
        await _page.Frame("preview")!.EvaluateAsync(
            """
            async () => {
              const frame = document.createElement('iframe');
              document.body.append(frame);
              const order = { target: 'samokoder-bridge', type: 'pick', on: true };
              postMessage(order, '*');
              frame.contentWindow.parent.postMessage(order, '*');
              // Messages come in order: after this one, both were taken.
              await new Promise(done => { addEventListener('message', e => e.data === 'last' && done()); postMessage('last', '*'); });
            }
            """);
        await Delete.ClickAsync();

        Assert.Equal("1", await ClicksAsync());
        Assert.Equal(0, await CountAsync("picking"));
        Assert.Equal(0, await CountAsync("picked"));
    }

    /// <summary>Has what React 19 keeps with an element while developing.</summary>
    private static string Page =>
        """
        <!doctype html><html><head><title>app</title></head><body>
        <p id="clicks">0</p><ul id="list"><li>one <button>Remove</button></li><li>two <button>Delete  the
        second</button></li></ul><button data-testid="save" disabled>Save</button>
        <script nonce="a">
          const stack = `Error: react-stack-top-frame
              at exports.jsxDEV (${location.origin}/node_modules/.vite/deps/react_jsx-dev-runtime.js?v=1:193:31)
              at EntryRow (${location.origin}/src/EntryRow.tsx?t=17:23:5)`;
          function EntryRow() {}
          for (const button of document.querySelectorAll('button')) {
            button.__reactFiber$abc = { type: 'button', _debugOwner: { type: EntryRow }, _debugStack: { stack } };
            button.addEventListener('click', () => { clicks.textContent = Number(clicks.textContent) + 1; });
          }
        </script></body></html>
        """;

    private async Task PickAsync()
    {
        await _page.EvaluateAsync("frames[0].postMessage({ target: 'samokoder-bridge', type: 'pick', on: true }, '*')");
        Assert.True((await HeardAsync("picking")).GetProperty("on").GetBoolean());
    }

    /// <summary>The <paramref name="count"/>th message of a type, when it is there.</summary>
    private async Task<JsonElement> HeardAsync(string type, int count = 1)
    {
        await _page.WaitForFunctionAsync("([type, count]) => heard.filter(m => m.type === type).length >= count", new object[] { type, count });
        return await _page.EvaluateAsync<JsonElement>("([type, count]) => heard.filter(m => m.type === type)[count - 1]", new object[] { type, count });
    }

    private Task<int> CountAsync(string type) => _page.EvaluateAsync<int>("type => heard.filter(m => m.type === type).length", type);

    private async Task<string?> ClicksAsync() => await _page.FrameLocator("iframe").Locator("#clicks").TextContentAsync();

    private Task FrameAsync(string condition) => _page.Frame("preview")!.WaitForFunctionAsync(condition);
}
