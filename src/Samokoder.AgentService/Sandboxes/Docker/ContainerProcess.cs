using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>One command in a running container, with whatever it starts.</summary>
internal sealed class ContainerProcess : ISandboxProcess
{
    private const int Killed = 128 + 9;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly ContainerEngine engine;
    private readonly ContainerReaper reaper;
    private readonly ContainerLease lease;
    private readonly string exec;
    private readonly string user;
    private readonly int tag;
    private readonly MultiplexedStream? frames;
    private readonly Stream output;
    private readonly Task outputEnded;
    private readonly Task end;
    private volatile bool dead;

    private ContainerProcess(ContainerEngine engine, ContainerReaper reaper, ContainerLease lease, string exec, string user, int tag, MultiplexedStream? frames)
    {
        this.engine = engine;
        this.reaper = reaper;
        this.lease = lease;
        this.exec = exec;
        this.user = user;
        this.tag = tag;
        this.frames = frames;
        var read = frames is null ? null : new ContainerOutput(frames);
        output = read ?? Stream.Null;
        outputEnded = read?.Ended ?? new TaskCompletionSource().Task;
        end = EndAsync();
    }

    public Stream Output => output;

    public Stream Error => Stream.Null;

    public int ExitCode { get; private set; } = Killed;

    public string? Problem { get; private set; }

    public string Exec => exec;

    public string Container => lease.Id;

    /// <summary>See <see cref="ContainerReaper"/>.</summary>
    public int Tag => tag;

    /// <summary>The raw connection, for a terminal's input.</summary>
    public MultiplexedStream Frames => frames ?? throw new InvalidOperationException("Its input went with the process that started it.");

    /// <param name="lease">Disposed when the command has ended.</param>
    /// <exception cref="DockerApiException">The engine refused.</exception>
    public static async Task<ContainerProcess> StartAsync(
        ContainerEngine engine, ContainerReaper reaper, ContainerLease lease, int userId, ContainerExecCreateParameters command, CancellationToken cancellationToken)
    {
        var group = reaper.NextTag();
        var killer = string.Create(CultureInfo.InvariantCulture, $"{userId}:{userId}");
        command.User = string.Create(CultureInfo.InvariantCulture, $"{userId}:{group}");
        command.AttachStdout = command.AttachStderr = true;
        try
        {
            var created = await engine.Exec.ExecCreateContainerAsync(lease.Id, command, cancellationToken);
            var stream = await engine.Exec.StartAndAttachContainerExecAsync(created.ID, command.Tty, CancellationToken.None);
            return new ContainerProcess(engine, reaper, lease, created.ID, killer, group, stream);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>One that an earlier process of ours started. What it writes is lost; its end is seen. Null when it does not run any more.</summary>
    /// <param name="lease">Disposed when the command has ended.</param>
    public static async Task<ContainerProcess?> AdoptAsync(
        ContainerEngine engine, ContainerReaper reaper, ContainerLease lease, int userId, ContainerServiceRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var state = lease.Id == record.Container ? await engine.Exec.InspectContainerExecAsync(record.Exec, cancellationToken) : null;
            if (state is { Running: true } && state.ContainerID == lease.Id)
                return new ContainerProcess(engine, reaper, lease, record.Exec, string.Create(CultureInfo.InvariantCulture, $"{userId}:{userId}"), record.Tag, frames: null);
        }
        catch (DockerApiException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            // The engine has forgotten it: it has ended.
        }
        lease.Dispose();
        return null;
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => end.WaitAsync(cancellationToken);

    public async Task KillAsync()
    {
        if (!end.IsCompleted)
            await reaper.EndAsync(lease.Id, user, tag, CancellationToken.None);
        dead = true;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await end;
        await output.DisposeAsync();
    }

    private async Task EndAsync()
    {
        try
        {
            await LookUntilEndedAsync();
            await reaper.FinishAsync(lease.Id, user, tag, CancellationToken.None);
        }
        catch (Exception e) when (ContainerEngine.IsFailure(e))
        {
            Problem = $"The container engine stopped answering ({ContainerEngine.Reason(e)}).";
        }
        finally
        {
            lease.Dispose();
        }
    }

    /// <summary>The engine tells nobody that a command has ended. Its output mostly ends with it, so that is when to look.</summary>
    private async Task LookUntilEndedAsync()
    {
        var pause = FirstLook;
        while (await StateAsync() is { } state)
        {
            var started = state.Running || state.Pid != 0 || outputEnded.IsCompleted;
            if (started && !state.Running)
            {
                ExitCode = (int)state.ExitCode;
                break;
            }
            await Task.WhenAny(outputEnded.IsCompleted ? Task.Delay(FirstLook) : outputEnded, Task.Delay(pause));
            pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 1.5, LongestPause.TotalMilliseconds));
        }
        if (ExitCode == Killed && !dead && await RanOutOfMemoryAsync())
            Problem = "It needed more memory than a sandbox has (Sandbox:MemoryMb).";
    }

    /// <summary>Null when the command or its container is gone.</summary>
    private async Task<ContainerExecInspectResponse?> StateAsync()
    {
        try
        {
            return await engine.Exec.InspectContainerExecAsync(exec, CancellationToken.None);
        }
        catch (DockerApiException e) when (e.StatusCode is System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<bool> RanOutOfMemoryAsync()
    {
        try
        {
            return (await engine.Containers.InspectContainerAsync(lease.Id, CancellationToken.None)).State.OOMKilled;
        }
        catch (DockerContainerNotFoundException)
        {
            return false;
        }
    }
}
