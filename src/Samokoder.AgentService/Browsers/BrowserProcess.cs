using Samokoder.AgentService.Browsers.DevTools;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Browsers;

/// <summary>One running browser of one project. Disposing kills it with all its processes and forgets its profile.</summary>
internal sealed class BrowserProcess : IAsyncDisposable
{
    private readonly ChildProcess process;
    private readonly AppRelay? relay;
    private readonly string? profile;
    private readonly LimitGroup limits;
    private readonly Func<string> origin;
    private readonly BoundedOutput errors = new(4_000);
    private readonly Task reading;

    public BrowserProcess(ChildProcess process, AppRelay? relay, string? profile, LimitGroup limits, Func<string> origin)
    {
        this.process = process;
        this.relay = relay;
        this.profile = profile;
        this.limits = limits;
        this.origin = origin;
        DevTools = new DevToolsPipe(process.Input, process.Output);
        reading = ProcessRunner.CollectAsync(process.Error, errors, _ => { }, CancellationToken.None);
    }

    public DevToolsPipe DevTools { get; }

    /// <summary>Where pages of the app are, as this browser sees it: <c>http://localhost:5173</c>.</summary>
    public string Origin => origin();

    public bool Ended => DevTools.Closed.IsCompleted;

    /// <summary>Waits until it takes commands.</summary>
    /// <exception cref="BrowserUnavailableException">It does not start; the message has its own words.</exception>
    public async Task WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        try
        {
            await DevTools.SendAsync("Browser.getVersion", null, null, timeout.Token);
        }
        catch (DevToolsException)
        {
            await reading;
            throw new BrowserUnavailableException($"The browser did not start: {limits.Problem() ?? LastWords()}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new BrowserUnavailableException($"The browser did not start within {limit.TotalSeconds:0} seconds (Browser:StartTimeout).");
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        await DevTools.DisposeAsync();
        await reading;
        await process.DisposeAsync();
        limits.Dispose();
        if (relay is not null)
            await relay.DisposeAsync();
        if (profile is not null)
            Directory.Delete(profile, recursive: true);
    }

    /// <summary>Chromium complains of much that it does not need, as of a message bus; its last lines say why it ended.</summary>
    private string LastWords()
    {
        var lines = errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains("dbus", StringComparison.Ordinal)).TakeLast(4);
        return string.Join(' ', lines) is { Length: > 0 } words ? words : "it ended without a word.";
    }
}
