using Microsoft.Extensions.Options;
using Samokoder.AgentService.Browsers.DevTools;
using Samokoder.AgentService.Browsers.Pages;

namespace Samokoder.AgentService.Browsers;

/// <inheritdoc cref="IBrowsers"/>
internal sealed partial class BrowserPool(BrowserLauncher launcher, IOptions<BrowserOptions> options, TimeProvider time, ILogger<BrowserPool> log)
    : BackgroundService, IBrowsers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, OpenBrowser> open = [];
    private volatile bool stopped;

    public string? Problem => launcher.Problem();

    public void Prewarm(Guid projectId)
    {
        if (launcher.Problem() is null && Take(projectId) is { } browser)
            _ = browser.Start.ContinueWith(_ => browser.Leave(time.GetUtcNow()), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    public async Task<BrowserPage> OpenPageAsync(Guid projectId, CancellationToken cancellationToken)
    {
        var browser = await WaitForOneAsync(projectId, cancellationToken);
        try
        {
            var process = await browser.Start.WaitAsync(cancellationToken);
            return await BrowserPage.OpenAsync(process, () => browser.Leave(time.GetUtcNow()), time, cancellationToken);
        }
        catch (Exception exception)
        {
            browser.Leave(time.GetUtcNow());
            if (exception is BrowserUnavailableException or DevToolsException)
                await CloseAsync(projectId);
            if (exception is DevToolsException)
                throw new BrowserUnavailableException("The browser crashed while a page was opened. Try again.");
            throw;
        }
    }

    public async Task CloseAsync(Guid projectId)
    {
        OpenBrowser? browser;
        lock (gate)
            open.Remove(projectId, out browser);
        if (browser is not null)
            await browser.DisposeAsync();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        stopped = true;
        await base.StopAsync(cancellationToken);
        await CloseAllAsync(_ => true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (launcher.Problem() is { } problem)
            LogUnavailable(problem);
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await CloseIdleAsync();
    }

    /// <summary>Closes browsers that crashed or that nobody uses.</summary>
    internal Task CloseIdleAsync() => CloseAllAsync(browser => browser.Ended || browser.IdleSince is { } since && time.GetUtcNow() - since >= options.Value.IdleTimeout);

    private async Task CloseAllAsync(Func<OpenBrowser, bool> which)
    {
        List<Guid> closing;
        lock (gate)
            closing = [.. open.Where(pair => which(pair.Value)).Select(pair => pair.Key)];
        foreach (var projectId in closing)
            await CloseAsync(projectId);
    }

    private async Task<OpenBrowser> WaitForOneAsync(Guid projectId, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            await CloseAllAsync(browser => browser.Ended);
            if (Take(projectId) is { } browser)
                return browser;
            if (OldestIdle() is { } idle)
                await CloseAsync(idle);
            else if (time.GetElapsedTime(begun) > Patience)
                throw new BrowserUnavailableException("All browsers are in use by other projects at the moment (Browser:MaxOpen). Try again later.");
            else
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    /// <summary>The project's browser, counted as used; null when there is no room for another one.</summary>
    private OpenBrowser? Take(Guid projectId)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopped, this);
            if (!open.TryGetValue(projectId, out var browser))
            {
                if (open.Count >= options.Value.MaxOpen)
                    return null;
                open[projectId] = browser = new OpenBrowser(cancel => launcher.StartAsync(projectId, cancel));
            }
            browser.Enter();
            return browser;
        }
    }

    private Guid? OldestIdle()
    {
        lock (gate)
            return open.Where(pair => pair.Value.IdleSince is not null).OrderBy(pair => pair.Value.IdleSince).Select(pair => (Guid?)pair.Key).FirstOrDefault();
    }

    [LoggerMessage(LogLevel.Warning, "{Problem}")]
    private partial void LogUnavailable(string problem);
}
