using static Samokoder.AgentService.Sandboxes.Seccomp.BpfInstruction;

namespace Samokoder.AgentService.Sandboxes.Seccomp;

/// <summary>
/// The filter of system calls that bubblewrap installs last (seccomp(2)), so that a hole in a part of the kernel that no app needs is
/// not there to be tried. A list of what is refused rather than of what is allowed: Node, Chromium, Python and .NET differ too much.
/// </summary>
internal static class SeccompFilter
{
    private const uint Allow = 0x7FFF_0000;
    private const uint KillProcess = 0x8000_0000;
    private const uint NotPermitted = 0x0005_0000 | 1; // EPERM
    private const uint NotImplemented = 0x0005_0000 | 38; // ENOSYS: libraries then use an older call

    // Offsets in struct seccomp_data, little-endian.
    private const uint Number = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgument = 16;
    private const uint SecondArgument = 24;

    private const uint NamespaceFlags = 0x7E02_0080; // CLONE_NEWNS, -TIME, -CGROUP, -UTS, -IPC, -USER, -PID, -NET
    private const uint OtherAbi = 0x4000_0000; // x32 on x86-64
    private const uint Raw = 3; // SOCK_RAW
    private static readonly uint[] RefusedFamilies = [17, 38, 40, 44]; // AF_PACKET, AF_ALG, AF_VSOCK, AF_XDP
    private static readonly uint[] InternetFamilies = [2, 10];
    private static readonly uint[] TerminalTricks = [0x5412, 0x541C]; // TIOCSTI, TIOCLINUX: input in somebody's name

    public static byte[] Compile(SystemCalls calls)
    {
        BpfInstruction[] program =
        [
            // A 32-bit program has the same calls under other numbers.
            Load(ArchitectureOffset), SkipIfEqual(calls.Architecture, 1), Return(KillProcess),
            Load(Number),
            SkipUnlessAtLeast(OtherAbi, 1), Return(NotImplemented),
            .. calls.Refused.SelectMany(call => new[] { SkipUnlessEqual(call, 1), Return(NotPermitted) }),
            SkipUnlessEqual(SystemCalls.Clone3, 1), Return(NotImplemented), // Its flags are in memory, where a filter cannot look.
            .. When(calls.CloneCall, [Load(FirstArgument), SkipUnlessAny(NamespaceFlags, 1), Return(NotPermitted)]),
            .. When(calls.Unshare, [Load(FirstArgument), SkipUnlessAny(NamespaceFlags, 1), Return(NotPermitted)]),
            .. When(calls.IoControl, [Load(SecondArgument), .. TerminalTricks.SelectMany(request => new[] { SkipUnlessEqual(request, 1), Return(NotPermitted) })]),
            .. When(calls.Socket, Sockets()),
            Return(Allow),
        ];
        var bytes = new byte[program.Length * Size];
        for (var i = 0; i < program.Length; i++)
            program[i].Write(bytes.AsSpan(i * Size));
        return bytes;
    }

    private static BpfInstruction[] Sockets() =>
    [
        Load(FirstArgument),
        .. RefusedFamilies.SelectMany(family => new[] { SkipUnlessEqual(family, 1), Return(NotPermitted) }),
        .. InternetFamilies.SelectMany(family => new[]
        {
            Load(FirstArgument), SkipUnlessEqual(family, 4), Load(SecondArgument), And(0xF), SkipUnlessEqual(Raw, 1), Return(NotPermitted),
        }),
    ];

    /// <summary>A block for one call; it ends in "allow", so nothing after it must load the number again.</summary>
    private static BpfInstruction[] When(uint call, BpfInstruction[] body) =>
        [SkipUnlessEqual(call, (byte)(body.Length + 1)), .. body, Return(Allow)];
}
