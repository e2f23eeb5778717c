using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Mcp;

/// <summary>The tools of all servers of a project for as long as a run works on it. Disposing ends the servers.</summary>
internal sealed class McpToolbox(Func<CancellationToken, Task<IReadOnlyList<McpStart>>> start) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private Task<IReadOnlyList<McpStart>> _starts = Task.FromResult<IReadOnlyList<McpStart>>([]);

    /// <summary>Empty until <see cref="ReadyAsync"/>.</summary>
    public IReadOnlyList<AgentTool> Tools { get; private set; } = [];

    /// <summary>Starts the servers, once the workspace is there; whoever needs their tools waits for them.</summary>
    public void Begin() => _starts = start(_ended.Token);

    /// <summary>Waits until each server has started or failed.</summary>
    /// <returns>Sentences about those that failed.</returns>
    public async Task<IReadOnlyList<string>> ReadyAsync(CancellationToken cancellationToken)
    {
        var starts = await _starts.WaitAsync(cancellationToken);
        Tools = [.. starts.Where(s => s.Session is not null).SelectMany(ToolsOf).DistinctBy(t => t.Name, StringComparer.Ordinal)];
        return [.. starts.Where(s => s.Session is null).Select(s => $"{s.Server}: {s.Problem}")];
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _starts.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default); // Whether it failed is nobody's concern any more.
        if (_starts.IsCompletedSuccessfully)
            foreach (var started in await _starts)
                if (started.Session is { } session) await session.DisposeAsync();
        _ended.Dispose();
    }

    private static IEnumerable<AgentTool> ToolsOf(McpStart started) => started.Session!.Tools.Select(tool => new AgentTool(
        new McpToolDeclaration(started.Server, tool), (arguments, cancellationToken) => started.Session.CallAsync(tool.Name, arguments, cancellationToken)));
}
