using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Terminals;

/// <summary>How far a client that says so has shown the output. One that never says so is not waited for.</summary>
internal sealed class SeenOutput
{
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? seen;

    public void Set(long position)
    {
        lock (gate)
        {
            seen = position;
            changed.TrySetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Until the client is less than a window behind.</summary>
    public async Task WaitAsync(long sent, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (seen is null || sent - seen < TerminalCommand.Window)
                    return;
                more = changed.Task;
            }
            await more.WaitAsync(cancellationToken);
        }
    }
}
