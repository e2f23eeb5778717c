using System.Buffers.Binary;
using System.ComponentModel;
using System.Text;

namespace Samokoder.AgentService.Sandboxes.Bubblewrap;

/// <param name="Process">Runs the command line that the launcher was given.</param>
/// <param name="Limits">In which it is; to be disposed when it has ended.</param>
internal sealed record SandboxLaunch(ChildProcess Process, LimitGroup Limits);

/// <summary>
/// Starts what becomes a sandbox. For the first of its processes to join a control group the kernel waits for all processors, 10 to 40 ms. So one process
/// joins groups ahead of time, and waits there to be told what to become. It belongs to no project and has nothing of one.
/// </summary>
internal sealed class SandboxLauncher(ResourceLimits limits) : IAsyncDisposable
{
    /// <summary>Reads four bytes of length and the words of a command line with a zero between them, and not one byte more: what follows is that command's input.</summary>
    private const string Script =
        """
        for my $folder (@ARGV) {
            my $processes;
            open $processes, '>', "$folder/cgroup.procs" and syswrite $processes, $$ or print STDERR "samokoder: $folder: $!\n" and exit 125;
        }
        sub take {
            my ($count) = @_;
            my $taken = '';
            while (length $taken < $count) { sysread STDIN, $taken, $count - length $taken, length $taken or exit }
            return $taken;
        }
        my @line = split /\0/, take(unpack 'N', take(4)), -1;
        exec { $line[0] } @line or print STDERR "$line[0]: $!\n";
        exit 127;
        """;

    private readonly Lock gate = new();
    private Task<SandboxLaunch>? waiting;
    private bool disposed;

    /// <summary>The one that is ready, or becomes so; null until something was started.</summary>
    internal Task<SandboxLaunch>? Waiting
    {
        get
        {
            lock (gate)
                return waiting;
        }
    }

    /// <param name="line">Program and arguments; none of them may have a zero in it.</param>
    /// <param name="keepInput">True leaves its standard input open, to be written through <see cref="ChildProcess.Input"/>.</param>
    /// <exception cref="Win32Exception">perl is missing or may not be executed.</exception>
    public async Task<SandboxLaunch> StartAsync(IReadOnlyList<string> line, bool keepInput = false)
    {
        var words = Encode(line);
        var launch = await TryTellWaitingAsync(words) ?? await TellNewAsync(words);
        Refill();
        if (!keepInput)
            await launch.Process.Input.DisposeAsync();
        return launch;
    }

    public async ValueTask DisposeAsync()
    {
        Task<SandboxLaunch>? last;
        lock (gate)
        {
            disposed = true;
            last = waiting;
            waiting = null;
        }
        if (last is not null && await ReadyAsync(last) is { } launch)
            await EndAsync(launch);
    }

    /// <summary>Null when none waits, or when it came to an end meanwhile.</summary>
    private async Task<SandboxLaunch?> TryTellWaitingAsync(byte[] words)
    {
        Task<SandboxLaunch>? taken;
        lock (gate)
        {
            taken = waiting;
            waiting = null;
        }
        if (taken is null || await ReadyAsync(taken) is not { } launch)
            return null;
        try
        {
            await launch.Process.Input.WriteAsync(words);
            return launch;
        }
        catch (IOException)
        {
            await EndAsync(launch);
            return null;
        }
    }

    /// <summary>Null when it could not be started; the one that is started instead says why.</summary>
    private static async Task<SandboxLaunch?> ReadyAsync(Task<SandboxLaunch> starting)
    {
        try
        {
            return await starting;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return null;
        }
    }

    private async Task<SandboxLaunch> TellNewAsync(byte[] words)
    {
        var launch = await NewAsync();
        try
        {
            await launch.Process.Input.WriteAsync(words);
        }
        catch (IOException)
        {
            // It could not join its groups; what it wrote says why.
        }
        return launch;
    }

    private void Refill()
    {
        lock (gate)
        {
            if (!disposed)
                waiting ??= NewAsync();
        }
    }

    private async Task<SandboxLaunch> NewAsync()
    {
        await Task.Yield(); // Whoever started something does not wait for the next one.
        var group = limits.Create();
        try
        {
            string[] line = [Supervisor.Perl!, "-e", Script, .. group.Folders];
            return new SandboxLaunch(await ChildProcess.StartAsync(new ChildCommand(line, BubblewrapSandbox.LauncherEnvironment, KeepInput: true)), group);
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    private static async Task EndAsync(SandboxLaunch launch)
    {
        await launch.Process.DisposeAsync();
        launch.Limits.Dispose();
    }

    private static byte[] Encode(IReadOnlyList<string> line)
    {
        var words = string.Join('\0', line);
        var bytes = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(words)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytes.Length - sizeof(int));
        Encoding.UTF8.GetBytes(words, bytes.AsSpan(sizeof(int)));
        return bytes;
    }
}
