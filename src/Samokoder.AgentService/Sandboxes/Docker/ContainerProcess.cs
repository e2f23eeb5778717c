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
    private readonly ContainerOutput output;
    private readonly Task end;
    private volatile bool dead;

    private ContainerProcess(ContainerEngine engine, ContainerReaper reaper, ContainerLease lease, string exec, string user, int tag, MultiplexedStream stream)
    {
        this.engine = engine;
        this.reaper = reaper;
        this.lease = lease;
        this.exec = exec;
        this.user = user;
        this.tag = tag;
        Frames = stream;
        output = new ContainerOutput(stream);
        end = EndAsync();
    }

    public Stream Output => output;

    public Stream Error => Stream.Null;

    public int ExitCode { get; private set; } = Killed;

    public string? Problem { get; private set; }

    public string Exec => exec;

    /// <summary>The raw connection, for a terminal's input.</summary>
    public MultiplexedStream Frames { get; }

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
            var started = state.Running || state.Pid != 0 || output.Ended.IsCompleted;
            if (started && !state.Running)
            {
                ExitCode = (int)state.ExitCode;
                break;
            }
            await Task.WhenAny(output.Ended.IsCompleted ? Task.Delay(FirstLook) : output.Ended, Task.Delay(pause));
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
