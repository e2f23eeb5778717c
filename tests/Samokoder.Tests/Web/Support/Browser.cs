using System.Collections.Concurrent;
using Microsoft.Playwright;
using Samokoder.Tests.Web.Support;

[assembly: AssemblyFixture(typeof(SharedBrowser))]

namespace Samokoder.Tests.Web.Support;

/// <summary>
/// Chromium as it is installed on the machine; it makes no connection of its own. All tests of a run share one process, where each has contexts
/// of its own, which share nothing.
/// </summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly ConcurrentQueue<IBrowserContext> _contexts = new();
    private readonly IBrowser _browser;
    private readonly bool _own;

    private Browser(IBrowser browser, bool own) => (_browser, _own) = (browser, own);

    public static string? Executable { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is none.</summary>
    public static async Task<Browser> StartAsync()
    {
        SkipWithout();
        return new(await SharedBrowser.GetAsync(), own: false);
    }

    /// <summary>A process of its own, with arguments of its own.</summary>
    public static async Task<Browser> StartOwnAsync(params string[] arguments)
    {
        SkipWithout();
        return new(await LaunchAsync(await SharedBrowser.DriverAsync(), arguments), own: true);
    }

    public static void SkipWithout() => Assert.SkipWhen(Executable is null, "No Chromium on this machine. On Debian: apt-get install chromium");

    public async Task<IPage> NewPageAsync(Uri address, string language = "en", int width = 1440, int height = 900, bool dark = false, bool script = true)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = address.AbsoluteUri,
            Locale = language,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = script,
        });
        _contexts.Enqueue(context);
        return await context.NewPageAsync();
    }

    /// <summary>Closes the pages so far, and forgets their cookies and storage; the process goes on.</summary>
    public async Task CloseContextsAsync()
    {
        while (_contexts.TryDequeue(out var context))
        {
            foreach (var page in context.Pages.ToList()) // A page that closes leaves the list.
                await LeaveAsync(page);
            await context.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseContextsAsync();
        if (_own)
            await _browser.DisposeAsync();
    }

    /// <summary>A page that is left says so to Web, which keeps nothing for it then: the next test has the same process.</summary>
    private static async Task LeaveAsync(IPage page)
    {
        try
        {
            await page.GotoAsync("about:blank", new() { Timeout = 5_000 });
        }
        catch (PlaywrightException)
        {
            // It is closed or about to be; nobody waits for it.
        }
    }

    internal static Task<IBrowser> LaunchAsync(IPlaywright driver, params string[] arguments) =>
        driver.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Headless = true, Args = [.. Arguments, .. arguments] });
}
