using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Previews;

/// <summary>Keeps each person's running previews within <c>Sandbox:MaxRunningPerUser</c>: the one that was not looked at for the longest makes room.</summary>
internal sealed partial class PreviewRoom(IOptions<SandboxOptions> options, TimeProvider time, ILogger<PreviewRoom> log)
{
    /// <summary>One that was looked at within this time is not taken away.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1);
    private readonly Lock gate = new();
    private readonly HashSet<Preview> inside = [];

    /// <summary>Takes a place for a preview that is about to start, until <see cref="Leave"/>.</summary>
    /// <returns>Null, or why there is none and what to do.</returns>
    public async Task<string?> EnterAsync(Preview wanted)
    {
        var most = options.Value.MaxRunningPerUser;
        await turn.WaitAsync(CancellationToken.None);
        try
        {
            var others = OthersOf(wanted);
            if (most > 0 && others.Count >= most)
            {
                if (others.Where(p => time.GetUtcNow() - p.LastUsed > InUse).MinBy(p => p.LastUsed) is not { } idle)
                    return $"You have {others.Count} previews open, as many as you may at a time (Sandbox:MaxRunningPerUser). Close the tab of another one, wait a minute, and start this one again.";
                LogMadeRoom(log, idle.Project.ProjectId, wanted.Project.ProjectId);
                await idle.StopAsync();
            }
            lock (gate)
                inside.Add(wanted);
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Leave(Preview preview)
    {
        lock (gate)
            inside.Remove(preview);
    }

    private List<Preview> OthersOf(Preview wanted)
    {
        lock (gate)
            return [.. inside.Where(p => p != wanted && wanted.Project.OwnerId != Guid.Empty && p.Project.OwnerId == wanted.Project.OwnerId)];
    }

    [LoggerMessage(LogLevel.Information, "The preview of project {Idle} was not looked at and makes room for that of {Wanted}, which belongs to the same person.")]
    private static partial void LogMadeRoom(ILogger logger, Guid idle, Guid wanted);
}
