using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>
/// Ends what a command started. The engine cannot: it knows the first process of a command only, and a child that left its session is
/// the container's. So each command runs with a primary group of its own, which no process inside can change, and whoever has that
/// group is the command's. The engine says from outside who is left; if they cannot be killed from within, the whole container is.
/// </summary>
internal sealed partial class ContainerReaper(ContainerEngine engine, ILogger<ContainerReaper> log)
{
    /// <summary>Group ids that distributions hand out to nobody, below those of user namespaces that map 65536.</summary>
    private const int FirstTag = 20_000;
    private const int Tags = 40_000;
    private const int Attempts = 3;

    private const string KillGroup = "n=0; while [ $n -lt 40 ] && pkill -KILL -G \"$1\"; do n=$((n+1)); done; exit 0";

    /// <summary>Of a container that ended while the engine looked: it lists none then, where one that runs has at least its first process.</summary>
    private static readonly IList<IList<string>> NoProcesses = [];

    private int last = Random.Shared.Next(Tags);

    /// <summary>A group for a new command.</summary>
    public int NextTag() => FirstTag + ((Interlocked.Increment(ref last) & int.MaxValue) % Tags);

    /// <summary>Kills whatever has the tag. When it returns, nothing of it is left.</summary>
    public Task EndAsync(string container, string user, int tag, CancellationToken cancellationToken) =>
        EndAsync(container, user, [tag], cancellationToken);

    /// <summary>Kills every command and service of the container but one; its own first process stays.</summary>
    /// <param name="kept">The tag of the one.</param>
    public async Task EndAllAsync(string container, int? kept, CancellationToken cancellationToken)
    {
        var running = (await RunningAsync(container, cancellationToken)).Distinct().Where(tag => tag != kept).ToList();
        if (running.Count > 0)
            await EndAsync(container, "", running, cancellationToken);
    }

    /// <summary>Ends what is left of a command whose first process has ended; mostly nothing.</summary>
    public async Task FinishAsync(string container, string user, int tag, CancellationToken cancellationToken)
    {
        if (await IsLeftAsync(container, [tag], cancellationToken))
            await EndAsync(container, user, tag, cancellationToken);
    }

    private async Task EndAsync(string container, string user, IReadOnlyList<int> tags, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            foreach (var tag in tags)
                await TryKillAsync(container, user, tag, cancellationToken);
            if (!await IsLeftAsync(container, tags, cancellationToken))
                return;
        }
        LogKilled(log, container);
        await engine.RemoveAsync(container, cancellationToken);
    }

    private async Task<bool> IsLeftAsync(string container, IReadOnlyList<int> tags, CancellationToken cancellationToken) =>
        (await RunningAsync(container, cancellationToken)).Any(tags.Contains);

    /// <summary>The tags of all processes that are not zombies, as the engine sees them from outside.</summary>
    private async Task<IReadOnlyList<int>> RunningAsync(string container, CancellationToken cancellationToken)
    {
        try
        {
            var list = await engine.Containers.ListProcessesAsync(container, new ContainerListProcessesParameters { PsArgs = "-eo pid,rgid,stat" }, cancellationToken);
            return [.. (list.Processes ?? NoProcesses)
                .Where(p => !p[2].StartsWith('Z'))
                .Select(p => int.Parse(p[1], CultureInfo.InvariantCulture))
                .Where(group => group is >= FirstTag and < FirstTag + Tags)];
        }
        catch (DockerApiException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound or System.Net.HttpStatusCode.Conflict)
        {
            return []; // The container has ended, and with it everything inside.
        }
    }

    private async Task TryKillAsync(string container, string user, int tag, CancellationToken cancellationToken)
    {
        try
        {
            var exec = await engine.Exec.ExecCreateContainerAsync(
                container,
                new ContainerExecCreateParameters
                {
                    User = user, AttachStdout = true, WorkingDir = "/",
                    Cmd = ["/bin/sh", "-c", KillGroup, "samokoder", tag.ToString(CultureInfo.InvariantCulture)],
                },
                cancellationToken);
            using var stream = await engine.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, cancellationToken);
            await stream.ReadOutputToEndAsync(cancellationToken);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            LogNotKilled(log, container, ContainerEngine.Reason(e)); // No process may be left for it; the container is ended then.
        }
    }

    [LoggerMessage(LogLevel.Warning, "A command in container {Container} could not be ended from within; the container was killed.")]
    private static partial void LogKilled(ILogger logger, string container);

    [LoggerMessage(LogLevel.Debug, "Killing in container {Container} failed: {Reason}")]
    private static partial void LogNotKilled(ILogger logger, string container, string reason);
}
