namespace Samokoder.AgentService.Sandboxes;

/// <summary>How the host reaches the port of a service.</summary>
internal interface IServiceEndpoint
{
    /// <summary><c>unix:/path</c> or <c>http://host:port</c>.</summary>
    string Address { get; }

    /// <summary>True once the service accepts connections at <see cref="Address"/>.</summary>
    bool TryPublish();

    /// <summary>When a connection was last open; null where that is not known.</summary>
    DateTimeOffset? LastUsed { get; }

    void Remove();
}

/// <summary>A service as one child process: its log, its end, its address.</summary>
internal sealed class SandboxService : ISandboxService
{
    private static readonly TimeSpan PublishInterval = TimeSpan.FromMilliseconds(3);

    private readonly ISandboxProcess process;
    private readonly IServiceEndpoint endpoint;
    private readonly LimitGroup? limits;
    private readonly LogRing log;
    private volatile bool stopped;
    private volatile string? ended;

    public SandboxService(ISandboxProcess process, IServiceEndpoint endpoint, LimitGroup? limits, int logLines)
    {
        this.process = process;
        this.endpoint = endpoint;
        this.limits = limits;
        log = new LogRing(logLines);
        Completion = RunAsync();
        Listening = ListenAsync();
    }

    public string Address => endpoint.Address;

    public DateTimeOffset? LastUsed => endpoint.LastUsed;

    public Task<bool> Listening { get; }

    public Task<ServiceExit> Completion { get; }

    public IReadOnlyList<string> LogTail() => log.Snapshot();

    public async Task StopAsync()
    {
        stopped = true;
        await process.KillAsync();
        await Completion;
    }

    public async Task EndAsync(string problem)
    {
        ended = problem;
        await process.KillAsync();
        await Completion;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task<ServiceExit> RunAsync()
    {
        using var drain = new CancellationTokenSource();
        var reading = Task.WhenAll(CollectAsync(process.Output, drain.Token), CollectAsync(process.Error, drain.Token));
        await process.WaitForExitAsync(CancellationToken.None);
        drain.CancelAfter(ProcessRunner.DrainTime);
        await reading;

        var exit = new ServiceExit(process.ExitCode, stopped, ended ?? limits?.Problem() ?? process.Problem);
        await process.DisposeAsync();
        limits?.Dispose();
        endpoint.Remove();
        return exit;
    }

    private Task CollectAsync(Stream stream, CancellationToken cancellationToken) =>
        ProcessRunner.CollectAsync(stream, new BoundedOutput(0), log.Append, cancellationToken);

    private async Task<bool> ListenAsync()
    {
        while (!Completion.IsCompleted)
        {
            if (endpoint.TryPublish())
                return true;
            await Task.Delay(PublishInterval);
        }
        return false;
    }
}
