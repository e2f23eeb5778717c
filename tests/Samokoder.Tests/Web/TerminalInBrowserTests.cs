using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Samokoder.Contracts;
using Samokoder.Tests.AgentService;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Web.Support;
using StackExchange.Redis;
using static Microsoft.Playwright.Assertions;

namespace Samokoder.Tests.Web;

/// <summary>The studio's Terminal in Chromium: through Web's proxy and the real API into a real sandbox.</summary>
[Collection(ApiTests.Name)]
public sealed class TerminalInBrowserTests(ApiFixture api) : IAsyncLifetime
{
    private const string KeepsSockets =
        """
        window.sockets = [];
        window.WebSocket = class extends WebSocket { constructor(...given) { super(...given); if (String(given[0]).includes('/terminal')) sockets.push(this); } };
        """;

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private AgentTerminals _agent = null!;
    private ApiFixture.Api _api = null!;
    private WebProcess _web = null!;
    private Browser _browser = null!;
    private ApiUser _user = null!;
    private IPage _page = null!;
    private Guid _project;

    public async ValueTask InitializeAsync()
    {
        Browser.SkipWithout();
        _agent = await AgentTerminals.StartAsync(api.Services.GetRequiredService<IConnectionMultiplexer>());
        _api = api.Start(("services:agent:http:0", _agent.Address));
        _web = await WebProcess.StartAsync(_api.Address, ("Auth__SigningKey", Convert.ToBase64String(new byte[48])));
        _user = new ApiUser(_api.Address);
        await _user.RegisterAsync();
        _project = (await _user.CreateProjectAsync()).Project.Id;
        _agent.CreateWorkspace(_project);
        _browser = await Browser.StartAsync();
        _page = await _browser.NewPageAsync(_web.Address);
        _page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Enqueue(message.Text);
        };
        _page.Request += (_, request) => _requests.Enqueue(request.Url);
        await _page.AddInitScriptAsync(KeepsSockets);
        await _page.Context.AddCookiesAsync([.. new[] { ServiceNames.AccessTokenCookie, ServiceNames.RefreshTokenCookie }.Select(name => new Cookie { Name = name, Value = _user.Cookie(name)!, Url = _web.Address.AbsoluteUri })]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _user?.Dispose();
        if (_web is not null) await _web.DisposeAsync();
        if (_api is not null) await _api.DisposeAsync();
        if (_agent is not null) await _agent.DisposeAsync();
    }

    private ILocator Rows => _page.Locator(".terminal-screen:not([hidden]) .xterm-rows");

    private ILocator Notice => _page.Locator(".terminal-screen:not([hidden]) .terminal-notice");

    [Fact]
    public async Task A_person_types_a_command_and_finds_the_shell_again_after_a_cut_and_a_reload()
    {
        await _page.GotoAsync($"/projects/{_project}");
        await _page.Locator("[data-testid=tab-preview]").WaitForAsync();
        Assert.DoesNotContain(_requests, url => url.Contains("xterm", StringComparison.Ordinal));

        await OpenAsync();
        await RunAsync("echo $((6*7))-done");
        await Expect(Rows).ToContainTextAsync("42-done");

        await _page.EvaluateAsync("sockets.at(-1).close(3002)");
        await _page.WaitForFunctionAsync("() => sockets.length === 2 && sockets[1].readyState === 1");
        await Expect(Notice).ToBeHiddenAsync();
        await RunAsync("echo $((6*8))-after-cut");
        await Expect(Rows).ToContainTextAsync("48-after-cut");
        Assert.Equal(1, Times("42-done", await Rows.InnerTextAsync()));

        await _page.ReloadAsync();
        await OpenAsync();
        await Expect(Rows).ToContainTextAsync("48-after-cut");
        await RunAsync("echo $((6*9))-after-reload");
        await Expect(Rows).ToContainTextAsync("54-after-reload");
        Assert.Equal(1, Times("42-done", await Rows.InnerTextAsync()));
        Assert.DoesNotContain(_complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
        await ShootAsync("terminal");
    }

    [Fact]
    public async Task Several_shells_stand_beside_each_other_and_one_that_ends_can_be_opened_again()
    {
        await _page.GotoAsync($"/projects/{_project}");
        await OpenAsync();
        await RunAsync("exit 3");
        await Expect(Notice).ToContainTextAsync("The shell has ended with code 3.");
        await _page.Keyboard.PressAsync("Enter");
        await Expect(Notice).ToBeHiddenAsync();
        await RunAsync("X=first; echo $((6*7))-up");
        await Expect(Rows).ToContainTextAsync("42-up");

        await _page.Locator(".terminal-add").ClickAsync();
        await RunAsync("echo [$X]-$((6*8))");
        await Expect(Rows).ToContainTextAsync("[]-48");
        await _page.GetByRole(AriaRole.Tab, new() { Name = "Shell 1" }).ClickAsync();
        await RunAsync("echo [$X]-$((6*9))");
        await Expect(Rows).ToContainTextAsync("[first]-54");
        await _page.Keyboard.PressAsync("F6");
        Assert.Equal("Shell 1", await _page.EvaluateAsync<string>("document.activeElement.textContent"));
        await _page.GetByRole(AriaRole.Button, new() { Name = "Close shell 2" }).ClickAsync();
        await Expect(_page.Locator(".terminal-tab")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task It_takes_the_size_of_its_place_and_the_colours_of_the_theme()
    {
        await _page.GotoAsync($"/projects/{_project}");
        await OpenAsync();
        await RunAsync("stty size; echo $((6*7))-wide");
        await Expect(Rows).ToContainTextAsync("42-wide");
        await _page.SetViewportSizeAsync(900, 500);
        await _page.WaitForFunctionAsync("() => document.querySelector('.xterm-rows').children.length < 30");
        await RunAsync("clear; stty size; echo $((6*8))-narrow");
        await Expect(Rows).ToContainTextAsync("48-narrow");
        var rows = await _page.EvaluateAsync<int>("document.querySelector('.xterm-rows').children.length");
        await Expect(Rows).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{rows} "));

        await _page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await _page.WaitForFunctionAsync("() => [...document.adoptedStyleSheets].some(s => [...s.cssRules].some(r => r.cssText.includes('rgb(232, 238, 246)') || r.cssText.includes('#e8eef6')))");
        await ShootAsync("terminal-dark");
    }

    private async Task OpenAsync()
    {
        await _page.ClickAsync("[data-testid=tab-terminal]");
        await _page.Locator(".terminal-screen[data-state=ready]").First.WaitForAsync();
    }

    private async Task RunAsync(string command)
    {
        await _page.Locator(".terminal-screen:not([hidden])[data-state=ready]").WaitForAsync();
        await _page.Locator(".terminal-screen:not([hidden]) .xterm-helper-textarea").FocusAsync();
        await _page.Keyboard.TypeAsync(command);
        await _page.Keyboard.PressAsync("Enter");
    }

    private async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SAMOKODER_SCREENSHOTS") is { Length: > 0 } folder)
            await _page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
    }

    private static int Times(string what, string text) => text.Split(what).Length - 1;
}
