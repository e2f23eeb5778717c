using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// A terminal of the kernel's (pty(7)): we hold the end of the person, a child process is given the other one by its path. A thread of its own waits for
/// what comes out, because .NET has no asynchronous reading of terminals and a shell may be silent for hours; a few blocked threads of the pool would slow
/// down everything else.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100; // O_NOCTTY
    private const int NonBlock = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short Readable = 1; // POLLIN
    private const int TryAgain = 11; // EAGAIN
    private const int Interrupted = 4; // EINTR
    private const int LookMilliseconds = 500;
    private const int ReadSize = 8 * 1024;
    private const int StackSize = 256 * 1024;

    /// <summary>Pieces that wait for a reader; then the program in the terminal waits.</summary>
    private const int MaxWaiting = 8;
    private static readonly nuint SetSize = 0x5414; // TIOCSWINSZ
    private static readonly TimeSpan WriteRetry = TimeSpan.FromMilliseconds(5);

    private readonly Channel<ReadOnlyMemory<byte>> pieces = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim room = new(MaxWaiting);
    private ReadOnlyMemory<byte> piece;
    private volatile bool closed;

    private PseudoTerminal(SafeFileHandle master, string childPath)
    {
        Handle = master;
        ChildPath = childPath;
        new Thread(ReadAll, StackSize) { IsBackground = true, Name = "terminal" }.Start();
    }

    /// <summary>What the child opens as its input and output.</summary>
    public string ChildPath { get; }

    private SafeFileHandle Handle { get; }

    /// <exception cref="IOException">The system has no terminal left.</exception>
    public static PseudoTerminal Open()
    {
        var master = PosixOpenPt(ReadWrite | NoControllingTerminal | NonBlock | CloseOnExec);
        if (master < 0)
            throw Failed("A terminal could not be made");
        var handle = new SafeFileHandle(master, ownsHandle: true);
        var name = new byte[128];
        if (GrantPt(handle) != 0 || UnlockPt(handle) != 0 || PtsName(handle, name, (nuint)name.Length) != 0)
        {
            handle.Dispose();
            throw Failed("A terminal could not be made");
        }
        return new PseudoTerminal(handle, System.Text.Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0)));
    }

    /// <summary>0 when every process of the other end is gone.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (piece.IsEmpty)
        {
            if (!await pieces.Reader.WaitToReadAsync(cancellationToken) || !pieces.Reader.TryRead(out piece))
                return 0;
            room.Release();
        }
        var count = Math.Min(buffer.Length, piece.Length);
        piece[..count].CopyTo(buffer);
        piece = piece[count..];
        return count;
    }

    /// <summary>Waits while the program in the terminal does not read.</summary>
    /// <exception cref="IOException">Its other end is closed.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        while (!input.IsEmpty)
        {
            var written = Write(Handle, in MemoryMarshal.GetReference(input.Span), (nuint)input.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() is not (TryAgain or Interrupted))
                throw Failed("The terminal takes no input");
            if (written <= 0)
                await Task.Delay(WriteRetry, cancellationToken);
            else
                input = input[(int)written..];
        }
    }

    public void Resize(int columns, int rows)
    {
        var size = new WindowSize { Rows = (ushort)rows, Columns = (ushort)columns };
        if (IoControl(Handle, SetSize, ref size) != 0)
            throw Failed("The terminal could not be resized");
    }

    public void Dispose()
    {
        closed = true;
        room.Release();
        Handle.Dispose(); // The kernel keeps it until the thread has left its call.
    }

    private void ReadAll()
    {
        try
        {
            while (!closed && ReadPiece() is { Length: > 0 } read)
            {
                pieces.Writer.TryWrite(read);
                room.Wait();
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile.
        }
        pieces.Writer.TryComplete();
    }

    /// <summary>Empty at the end: EIO, when nobody has the other end open any more.</summary>
    private byte[] ReadPiece()
    {
        var buffer = new byte[ReadSize];
        while (!closed)
        {
            var wanted = new PollEntry { Descriptor = (int)Handle.DangerousGetHandle(), Events = Readable };
            if (Poll(ref wanted, 1, LookMilliseconds) <= 0)
                continue;
            var count = Read(Handle, buffer, (nuint)buffer.Length);
            if (count >= 0 || Marshal.GetLastPInvokeError() is not (TryAgain or Interrupted))
                return count > 0 ? buffer[..(int)count] : [];
        }
        return [];
    }

    private static IOException Failed(string what) => new($"{what}: {Marshal.GetLastPInvokeErrorMessage()}.");

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Answered;
    }

    [DllImport("libc", EntryPoint = "posix_openpt", SetLastError = true)]
    private static extern int PosixOpenPt(int flags);

    [DllImport("libc", EntryPoint = "grantpt", SetLastError = true)]
    private static extern int GrantPt(SafeFileHandle master);

    [DllImport("libc", EntryPoint = "unlockpt", SetLastError = true)]
    private static extern int UnlockPt(SafeFileHandle master);

    [DllImport("libc", EntryPoint = "ptsname_r", SetLastError = true)]
    private static extern int PtsName(SafeFileHandle master, [Out] byte[] name, nuint size);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int IoControl(SafeFileHandle master, nuint request, ref WindowSize size);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static extern int Poll(ref PollEntry entries, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    private static extern nint Read(SafeFileHandle file, [Out] byte[] buffer, nuint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint Write(SafeFileHandle file, in byte buffer, nuint count);
}
