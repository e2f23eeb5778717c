using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Samokoder.AgentService.Workspaces;

/// <summary>The few system calls that .NET has no name for. Each is relative to an open folder, so that no link can redirect it.</summary>
[SuppressMessage("Interoperability", "SYSLIB1054", Justification = "Plain signatures; the generator would need unsafe code in the project.")]
internal static partial class LinuxNative
{
    public const int NotFound = 2; // ENOENT
    public const int Exists = 17; // EEXIST
    public const int CrossDevice = 18; // EXDEV: what RESOLVE_BENEATH answers for a way out
    public const int NotADirectory = 20; // ENOTDIR
    public const int IsADirectory = 21; // EISDIR
    public const int NoSpace = 28; // ENOSPC
    public const int NameTooLong = 36; // ENAMETOOLONG
    public const int NotEmpty = 39; // ENOTEMPTY
    public const int TooManyLinks = 40; // ELOOP
    public const int TryAgain = 11; // EAGAIN: a rename raced with the resolution

    public const int Read = 0;
    public const int Write = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlock = 0x800;
    public const int CloseOnExec = 0x80000;
    public static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    public const int PathOnly = 0x200000;

    private const long OpenAt2 = 437;
    private const ulong NoMagicLinks = 0x02;
    private const ulong NoSymlinks = 0x04;
    private const ulong Beneath = 0x08;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int SymlinkNoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const int RemoveFolder = 0x200;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xF000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>Opens a path that must not leave <paramref name="folder"/>, as the kernel decides while it resolves it (openat2(2)).</summary>
    /// <returns>Null with an error number on failure.</returns>
    public static (SafeFileHandle? Handle, int Error) OpenBeneath(SafeFileHandle folder, string path, int flags, int mode = 0, bool followLinks = true)
    {
        var how = new OpenHow
        {
            Flags = (ulong)(flags | CloseOnExec),
            Mode = (ulong)mode,
            Resolve = Beneath | NoMagicLinks | (followLinks ? 0 : NoSymlinks),
        };
        var result = (int)SystemCall((nint)OpenAt2, folder, path, ref how, Marshal.SizeOf<OpenHow>());
        return result >= 0 ? (new SafeFileHandle(result, ownsHandle: true), 0) : (null, Marshal.GetLastPInvokeError());
    }

    /// <summary>False on kernels before 5.6 and where a filter forbids the call.</summary>
    public static bool HasOpenBeneath()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        using var root = OpenFolder("/");
        var (handle, _) = OpenBeneath(root, ".", PathOnly | Directory);
        using (handle)
            return handle is not null;
    }

    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static SafeFileHandle OpenFolder(string path)
    {
        var result = Open(path, PathOnly | Directory | CloseOnExec, 0);
        return result >= 0
            ? new SafeFileHandle(result, ownsHandle: true)
            : throw new DirectoryNotFoundException($"The folder {path} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
    }

    /// <summary>What the entry itself is, not what it links to; null when it is not there.</summary>
    public static EntryStat? Stat(SafeFileHandle folder, string name) => Stat(folder, name, SymlinkNoFollow);

    public static EntryStat? Stat(SafeFileHandle handle) => Stat(handle, "", EmptyPath);

    public static bool IsSocket(string path) =>
        StatX(CurrentFolder, path, SymlinkNoFollow, BasicStats, out var stat) == 0 && (stat.Mode & TypeMask) == 0xC000;

    /// <summary>Of the entry itself; null when it is not there.</summary>
    public static DateTimeOffset? ModifiedAt(string path) =>
        StatX(CurrentFolder, path, SymlinkNoFollow, BasicStats, out var stat) == 0 ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(stat.ModifiedSeconds, 0, int.MaxValue)) : null;

    /// <summary>Does not follow a link at either end.</summary>
    public static bool HardLink(string from, string to) => LinkAt(CurrentFolder, from, CurrentFolder, to, 0) == 0;

    public static int MakeFolder(SafeFileHandle folder, string name) => Result(MakeDirAt(folder, name, 0b111_101_101));

    public static int Unlink(SafeFileHandle folder, string name, bool isFolder) => Result(UnlinkAt(folder, name, isFolder ? RemoveFolder : 0));

    public static int Rename(SafeFileHandle fromFolder, string from, SafeFileHandle toFolder, string to) =>
        Result(RenameAt(fromFolder, from, toFolder, to));

    public static int MakeLink(SafeFileHandle folder, string name, string target) => Result(SymlinkAt(target, folder, name));

    public static string? ReadLink(SafeFileHandle folder, string name)
    {
        var buffer = new byte[4096];
        var length = (int)ReadLinkAt(folder, name, buffer, buffer.Length);
        return length < 0 ? null : System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    public static void ChangeOwner(SafeFileHandle handle, int id) => Check(FChown(handle, (uint)id, (uint)id));

    /// <summary>Of the entry itself, not of what it links to.</summary>
    public static void ChangeOwner(SafeFileHandle folder, string name, int id) =>
        Check(FChownAt(folder, name, (uint)id, (uint)id, SymlinkNoFollow));

    public static void ChangeOwner(string path, int id) => Check(LChown(path, (uint)id, (uint)id));

    public static int EffectiveUser() => (int)GetEffectiveUser();

    private static EntryStat? Stat(SafeFileHandle folder, string name, int flags)
    {
        if (StatX(folder, name, flags, BasicStats, out var stat) != 0)
            return null;
        var kind = (stat.Mode & TypeMask) switch
        {
            0x8000 => EntryKind.File,
            0x4000 => EntryKind.Directory,
            0xA000 => EntryKind.Link,
            _ => EntryKind.Other,
        };
        var modified = DateTimeOffset.FromUnixTimeSeconds(stat.ModifiedSeconds).AddTicks(stat.ModifiedNanoseconds / 100);
        return new EntryStat(kind, (long)stat.Size, modified, stat.Mode & 0x1FF, stat.Inode);
    }

    private static int Result(int value) => value == 0 ? 0 : Marshal.GetLastPInvokeError();

    private static void Check(int value)
    {
        if (value != 0)
            throw new IOException($"The owner of a file could not be changed: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct statx of statx(2): the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXBuffer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;
    }

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static extern nint SystemCall(nint number, SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, ref OpenHow how, nint size);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatXBuffer stat);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int StatX(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out StatXBuffer stat);

    [DllImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static extern int LinkAt(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, int flags);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static extern int MakeDirAt(SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint mode);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static extern int UnlinkAt(SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int flags);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static extern int RenameAt(
        SafeFileHandle fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from,
        SafeFileHandle toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static extern int SymlinkAt(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string target, SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static extern nint ReadLinkAt(SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [Out] byte[] buffer, nint size);

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUser();

    [DllImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static extern int FChown(SafeFileHandle handle, uint owner, uint group);

    [DllImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    private static extern int FChownAt(
        SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, uint owner, uint group, int flags);

    [DllImport("libc", EntryPoint = "lchown", SetLastError = true)]
    private static extern int LChown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}

internal enum EntryKind
{
    File,
    Directory,
    Link,

    /// <summary>A pipe, socket or device. Never opened.</summary>
    Other,
}

/// <param name="Mode">The permission bits.</param>
/// <param name="Inode">Changes whenever a file is replaced; 0 where the system has no such number.</param>
internal sealed record EntryStat(EntryKind Kind, long Size, DateTimeOffset ModifiedAt, int Mode, ulong Inode);
