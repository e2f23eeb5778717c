using System.Text.Json;
using Samokoder.AgentService.Browsers.DevTools;

namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>
/// One page of the app in a profile of its own. Nothing that it shows or says is trusted. Calls are made one after the other; every one
/// fails with <see cref="DevToolsException"/> when the browser is gone.
/// </summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    public const int Width = 1280;
    public const int Height = 800;

    private static readonly TimeSpan CommandTime = TimeSpan.FromSeconds(15);

    private readonly BrowserProcess browser;
    private readonly Action closed;
    private readonly TimeProvider time;
    private readonly string contextId;
    private readonly string session;
    private bool isClosed;

    private BrowserPage(BrowserProcess browser, string contextId, string session, Action closed, TimeProvider time)
    {
        this.browser = browser;
        this.contextId = contextId;
        this.session = session;
        this.closed = closed;
        this.time = time;
        Log = new PageLog(() => browser.Origin);
        browser.DevTools.Listen(session, Take);
    }

    public PageLog Log { get; }

    /// <summary>True when the browser crashed or was closed.</summary>
    public bool Ended => browser.Ended;

    public static async Task<BrowserPage> OpenAsync(BrowserProcess browser, Action closed, TimeProvider time, CancellationToken cancellationToken)
    {
        var devTools = browser.DevTools;
        var context = await devTools.SendAsync("Target.createBrowserContext", new { disposeOnDetach = true }, null, cancellationToken);
        var profile = context.Text("browserContextId");
        await devTools.SendAsync("Browser.setDownloadBehavior", new { behavior = "deny", browserContextId = profile }, null, cancellationToken);
        var target = await devTools.SendAsync(
            "Target.createTarget", new { url = "about:blank", browserContextId = profile, width = Width, height = Height }, null, cancellationToken);
        var attached = await devTools.SendAsync("Target.attachToTarget", new { targetId = target.Text("targetId"), flatten = true }, null, cancellationToken);
        var page = new BrowserPage(browser, profile, attached.Text("sessionId"), closed, time);
        await Task.WhenAll(((string[])["Page.enable", "Runtime.enable", "Network.enable", "Log.enable"]).Select(domain => page.SendAsync(domain, null, cancellationToken)));
        await page.SendAsync("Emulation.setDeviceMetricsOverride", new { width = Width, height = Height, deviceScaleFactor = 1, mobile = false }, cancellationToken);
        return page;
    }

    /// <summary>Opens a path of the app and waits until it has settled.</summary>
    /// <returns>Why it could not be opened; null when it is there.</returns>
    public async Task<string?> GoToAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        var documents = Log.Documents;
        var answer = await SendAsync("Page.navigate", new { url = browser.Origin + path }, cancellationToken);
        if (answer.Text("errorText") is { Length: > 0 } error)
            return $"{path} could not be opened: {error}";
        await WaitAsync(() => Log.Documents > documents && Log.Loaded, limit, cancellationToken);
        await SettleAsync(limit, cancellationToken);
        return null;
    }

    /// <summary>Waits until the page has loaded what it wants and is quiet, or the time is over.</summary>
    public async Task SettleAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await WaitAsync(() => Log.Loaded && !Log.WillReload && IsQuiet(), limit, cancellationToken);
        // Two frames later whatever was rendered is painted, and effects of it have run.
        await EvaluateAsync("new Promise(r => { setTimeout(r, 300); requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(r, 0))); })", cancellationToken);
    }

    public async Task<PageContent> ReadAsync(CancellationToken cancellationToken) =>
        (await EvaluateAsync(PageContent.Script, cancellationToken)).Deserialize<PageContent>(DevToolsJson.Options)
            ?? throw new DevToolsException("The page did not say what it shows.");

    /// <summary>Evaluates an expression of ours in the page and gives its value; undefined when it throws.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression, CancellationToken cancellationToken)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true, awaitPromise = true, timeout = 5_000 }, cancellationToken);
        return answer.Child("result").Child("value");
    }

    /// <summary>What is visible, as a JPEG of at most some hundred kilobytes.</summary>
    public async Task<byte[]> TakeScreenshotAsync(CancellationToken cancellationToken)
    {
        var answer = await SendAsync("Page.captureScreenshot", new { format = "jpeg", quality = 60, optimizeForSpeed = true }, cancellationToken);
        return Convert.FromBase64String(answer.Text("data"));
    }

    public async Task<JsonElement> SendAsync(string method, object? parameters, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CommandTime);
        try
        {
            return await browser.DevTools.SendAsync(method, parameters, session, timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DevToolsException($"The page did not react to {method} within {CommandTime.TotalSeconds:0} seconds; its script may be in an endless loop.");
        }
    }

    /// <summary>Polls until it holds.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> WaitAsync(Func<bool> holds, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (!holds())
        {
            if (browser.Ended)
                throw new DevToolsException("The browser was closed or crashed.", gone: true);
            if (time.GetElapsedTime(begun) > limit)
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(15), time, cancellationToken);
        }
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (isClosed)
            return;
        isClosed = true;
        browser.DevTools.StopListening(session);
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await browser.DevTools.SendAsync("Target.disposeBrowserContext", new { browserContextId = contextId }, null, timeout.Token);
        }
        catch (Exception exception) when (exception is DevToolsException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone, and the page with it.
        }
        closed();
    }

    private bool IsQuiet()
    {
        const int quietMs = 120;
        var (open, last) = Log.Network;
        return open == 0 && Environment.TickCount64 - last >= quietMs;
    }

    private void Take(DevToolsEvent happened)
    {
        Log.Take(happened);
        if (happened.Method == "Page.javascriptDialogOpening")
            AnswerDialog(happened.Params);
    }

    /// <summary>A dialog stops the page's script; it is answered as a user would who agrees.</summary>
    private void AnswerDialog(JsonElement dialog)
    {
        Log.Note($"The page opened a dialog ({dialog.Text("type")}): {dialog.Text("message")}. It was answered with OK.");
        _ = SendAsync("Page.handleJavaScriptDialog", new { accept = true, promptText = dialog.Text("defaultPrompt") }, CancellationToken.None)
            .ContinueWith(answer => answer.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
