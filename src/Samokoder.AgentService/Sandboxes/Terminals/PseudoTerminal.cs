using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>A terminal of the kernel's (pty(7)): we hold the end of the person, a child process is given the other one by its path.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class PseudoTerminal : IDisposable
{
    private const int ReadWrite = 2;
    private const int NoControllingTerminal = 0x100; // O_NOCTTY
    private const int CloseOnExec = 0x80000;
    private static readonly nuint SetSize = 0x5414; // TIOCSWINSZ

    private readonly FileStream stream;

    private PseudoTerminal(SafeFileHandle master, string childPath)
    {
        Handle = master;
        ChildPath = childPath;
        stream = new FileStream(master, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);
    }

    /// <summary>What the child opens as its input and output.</summary>
    public string ChildPath { get; }

    private SafeFileHandle Handle { get; }

    /// <exception cref="IOException">The system has no terminal left.</exception>
    public static PseudoTerminal Open()
    {
        var master = PosixOpenPt(ReadWrite | NoControllingTerminal | CloseOnExec);
        if (master < 0)
            throw Failed();
        var handle = new SafeFileHandle(master, ownsHandle: true);
        var name = new byte[128];
        if (GrantPt(handle) != 0 || UnlockPt(handle) != 0 || PtsName(handle, name, (nuint)name.Length) != 0)
        {
            handle.Dispose();
            throw Failed();
        }
        return new PseudoTerminal(handle, System.Text.Encoding.ASCII.GetString(name, 0, Array.IndexOf(name, (byte)0)));
    }

    /// <summary>0 when every process of the other end is gone.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0; // EIO: nobody has the other end open any more.
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken) => await stream.WriteAsync(input, cancellationToken);

    public void Resize(int columns, int rows)
    {
        var size = new WindowSize { Rows = (ushort)rows, Columns = (ushort)columns };
        if (IoControl(Handle, SetSize, ref size) != 0)
            throw Failed();
    }

    public void Dispose() => stream.Dispose();

    private static IOException Failed() => new($"A terminal could not be made: {Marshal.GetLastPInvokeErrorMessage()}.");

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
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
}
