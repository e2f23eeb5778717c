using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Samokoder.Contracts.Previews;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

namespace Samokoder.Tests.PreviewGateway;

/// <summary>The studio's frame in a real Chromium: another site than the previews, so every cookie in it is a third party's.</summary>
[Collection(GatewayCollection.Name)]
public sealed class StudioFrameTests(GatewayFixture gateway, StudioStandIn studio) : IClassFixture<StudioStandIn>, IAsyncLifetime
{
    private readonly string _id = GatewayFixture.NewId();

    public ValueTask InitializeAsync()
    {
        Browser.SkipWithout();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser.Executable is not null) await studio.Browser.CloseContextsAsync();
    }

    [Fact]
    public async Task An_app_lives_in_the_frame_with_its_scripts_its_sign_in_and_its_bridge()
    {
        await using var app = await Upstream.OnTcpAsync(Map);
        await gateway.SetRunningAsync(_id, app.Address);
        var page = await OpenStudioAsync(WithTicket("/"));
        var frame = page.FrameLocator("iframe");

        await frame.Locator("#api:has-text('fetched')").WaitForAsync();
        await frame.Locator("#again:has-text('cookie came back: sid=1')").WaitForAsync();
        await page.WaitForFunctionAsync("() => ['navigation', 'error', 'rejection', 'console', 'request'].every(t => heard.some(m => m.data.type === t))");
        var heard = await page.EvaluateAsync<JsonElement>("heard");

        Assert.All(heard.EnumerateArray(), message => Assert.Equal($"http://{GatewayFixture.HostOf(_id)}:{studio.Port}", message.GetProperty("origin").GetString()));
        Assert.Equal($"http://{GatewayFixture.HostOf(_id)}:{studio.Port}/", page.Frame("preview")!.Url);
    }

    [Fact]
    public async Task A_strict_policy_of_the_app_neither_breaks_the_page_nor_blocks_the_bridge()
    {
        await using var app = await Upstream.OnTcpAsync(host => host.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "script-src 'nonce-abc' 'strict-dynamic'; frame-ancestors 'none'; default-src 'none'";
            return Results.Content("<!doctype html><head></head><p id=p></p><script nonce=abc>p.textContent = 'ran'</script>", "text/html");
        }));
        await gateway.SetRunningAsync(_id, app.Address);
        var page = await OpenStudioAsync(WithTicket("/"));

        await page.FrameLocator("iframe").Locator("#p:has-text('ran')").WaitForAsync();
        await page.WaitForFunctionAsync("() => heard.some(m => m.data.type === 'navigation')");
    }

    [Fact]
    public async Task The_starting_page_turns_into_the_app_by_itself()
    {
        var waiting = new TaskCompletionSource<PreviewState>();
        gateway.Agent.OnStart(_id, () => waiting.Task);
        var page = await OpenStudioAsync(WithTicket("/deep?x=1"));
        await page.FrameLocator("iframe").Locator("h1:has-text('Starting your app')").WaitForAsync();

        await using var app = await Upstream.OnTcpAsync(host => host.MapGet("/deep", (string x) => Results.Content($"<p id=p>app {x}</p>", "text/html")));
        await gateway.SetRunningAsync(_id, app.Address);
        waiting.SetResult(FakeAgent.State(_id, PreviewStatus.Running));

        await page.FrameLocator("iframe").Locator("#p:has-text('app 1')").WaitForAsync();
    }

    [Fact]
    public async Task Another_site_cannot_frame_a_preview()
    {
        await using var app = await Upstream.OnTcpAsync(host => host.MapGet("/", () => Results.Content("<p id=p>secret</p>", "text/html")));
        await gateway.SetRunningAsync(_id, app.Address);
        var page = await studio.Browser.NewPageAsync(new Uri(studio.Origin));
        var evil = studio.Origin.Replace("localhost", "evil.localhost", StringComparison.Ordinal);
        var blocked = page.WaitForConsoleMessageAsync(new() { Predicate = message => message.Text.Contains("frame-ancestors", StringComparison.Ordinal) });
        await page.GotoAsync($"{evil}/?src={Uri.EscapeDataString(WithTicket("/"))}");
        await blocked;
        Assert.Equal(0, await page.FrameLocator("iframe").Locator("#p").CountAsync());
    }

    [Theory]
    [InlineData("starting", "light", "en-US")]
    [InlineData("starting", "dark", "ru-RU")]
    [InlineData("failed", "light", "en-US")]
    [InlineData("failed", "dark", "ru-RU")]
    [InlineData("forbidden", "light", "en-US")]
    [InlineData("forbidden", "dark", "ru-RU")]
    public async Task Pages_fit_a_phone_and_keep_their_text_readable(string state, string scheme, string locale)
    {
        await SetAsync(state);
        var page = await studio.Browser.NewPageAsync(new Uri(studio.Origin), locale, 900, 640, dark: scheme == "dark");
        var address = $"http://{GatewayFixture.HostOf(_id)}:{studio.Port}/";
        await page.GotoAsync(state == "forbidden" ? address : WithTicket("/"));
        await page.Locator($"html[data-samokoder-page={state}] section[data-for={state}] h1").WaitForAsync();
        if (state != "forbidden") await page.Locator("#output pre:has-text('vite')").WaitForAsync();
        if (Environment.GetEnvironmentVariable("SAMOKODER_SCREENSHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"gateway-{state}-{scheme}.png") });
        await page.SetViewportSizeAsync(360, 640);

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= 360"));
        Assert.Equal(locale[..2], await page.Locator("html").GetAttributeAsync("lang"));
    }

    private string WithTicket(string path) =>
        $"http://{GatewayFixture.HostOf(_id)}:{studio.Port}{path}{(path.Contains('?') ? '&' : '?')}__ticket={gateway.Tickets.IssueTicket(_id, 0)}";

    private async Task<IPage> OpenStudioAsync(string preview)
    {
        var page = await studio.Browser.NewPageAsync(new Uri(studio.Origin));
        await page.GotoAsync($"{studio.Origin}/?src={Uri.EscapeDataString(preview)}");
        return page;
    }

    private async Task SetAsync(string state)
    {
        string[] output =
        [
            "> app@0.0.0 dev", "> vite --port 5173", "", "\u001b[31merror when starting dev server:\u001b[39m",
            "Error: Cannot find module '@vitejs/plugin-react'", "Require stack:", "- /workspace/vite.config.ts",
        ];
        if (state == "starting")
        {
            await gateway.SetAsync(_id, PreviewStatus.Starting);
            gateway.Agent.SetState(FakeAgent.State(_id, PreviewStatus.Starting, null, output[..2]));
        }
        else if (state == "failed")
        {
            await gateway.SetAsync(_id, PreviewStatus.Failed, "The dev server ended with exit code 1.");
            gateway.Agent.SetState(FakeAgent.State(_id, PreviewStatus.Failed, "The dev server ended with exit code 1.", output));
        }
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Cookies.Append("sid", "1", new() { HttpOnly = true, SameSite = SameSiteMode.Lax });
            return Results.Content(
                """
                <!doctype html><html><head><title>app</title></head><body><p id="api"></p><p id="again"></p><script type="module">
                  api.textContent = await (await fetch('/api')).text();
                  again.textContent = 'cookie came back: ' + await (await fetch('/cookies')).text();
                  await fetch('/missing');
                  console.error('oops', { a: 1 });
                  Promise.reject(new Error('nobody caught this'));
                  history.pushState({}, '', '/');
                  setTimeout(() => { undefined.boom; });
                </script></body></html>
                """,
                "text/html");
        });
        app.MapGet("/api", () => "fetched");
        app.MapGet("/cookies", (HttpContext context) => context.Request.Headers.Cookie.ToString());
    }
}
