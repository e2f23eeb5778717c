using System.Buffers.Binary;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Seccomp;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>The compiled filter, run by a small interpreter of classic BPF, and by the kernel in the escape suite.</summary>
public sealed class SeccompFilterTests
{
    private const uint X64 = 0xC000_003E;
    private const uint Allowed = 0x7FFF_0000;
    private const uint NotPermitted = 0x0005_0001;
    private const uint NotImplemented = 0x0005_0026;

    private static readonly SystemCalls Calls = SystemCalls.Current is { Architecture: X64 } current ? current : SystemCallsOfX64();

    [Theory]
    [InlineData(0, 0, 0, Allowed)] // read
    [InlineData(101, 0, 0, NotPermitted)] // ptrace
    [InlineData(165, 0, 0, NotPermitted)] // mount
    [InlineData(321, 0, 0, NotPermitted)] // bpf
    [InlineData(435, 0, 0, NotImplemented)] // clone3
    [InlineData(56, 0x0100_0000 | 17, 0, Allowed)] // clone of an ordinary child: CLONE_CHILD_SETTID and SIGCHLD
    [InlineData(56, 0x1000_0000 | 17, 0, NotPermitted)] // clone with CLONE_NEWUSER
    [InlineData(272, 0x0002_0000, 0, NotPermitted)] // unshare(CLONE_NEWNS)
    [InlineData(272, 0x0000_0400, 0, Allowed)] // unshare(CLONE_FILES)
    [InlineData(41, 1, 1, Allowed)] // socket(AF_UNIX, SOCK_STREAM)
    [InlineData(41, 2, 1, Allowed)] // socket(AF_INET, SOCK_STREAM)
    [InlineData(41, 2, 0x80003, NotPermitted)] // socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC)
    [InlineData(41, 10, 3, NotPermitted)] // socket(AF_INET6, SOCK_RAW)
    [InlineData(41, 16, 3, Allowed)] // socket(AF_NETLINK, SOCK_RAW): how libraries list interfaces
    [InlineData(41, 17, 2, NotPermitted)] // socket(AF_PACKET, SOCK_DGRAM)
    [InlineData(16, 1, 0x5412, NotPermitted)] // ioctl(TIOCSTI)
    [InlineData(16, 1, 0x5413, Allowed)] // ioctl(TIOCGWINSZ)
    [InlineData(0x4000_0000, 0, 0, NotImplemented)] // x32
    public void A_call_meets_its_answer(uint number, uint first, uint second, uint expected) =>
        Assert.Equal(expected, Run(X64, number, first, second));

    [Fact]
    public void A_program_of_another_architecture_is_killed() => Assert.Equal(0x8000_0000, Run(0x4000_0003, 4, 0, 0));

    private static SystemCalls SystemCallsOfX64()
    {
        Assert.Skip("The table of this processor is another one.");
        return null!;
    }

    private static uint Run(uint architecture, uint number, uint first, uint second)
    {
        var data = new Dictionary<uint, uint> { [0] = number, [4] = architecture, [16] = first, [24] = second };
        var program = SeccompFilter.Compile(Calls);
        var accumulator = 0u;
        for (var i = 0; i < program.Length; i += BpfInstruction.Size)
        {
            var code = BinaryPrimitives.ReadUInt16LittleEndian(program.AsSpan(i));
            var value = BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(i + 4));
            switch (code)
            {
                case 0x06: return value;
                case 0x20: accumulator = data[value]; break;
                case 0x54: accumulator &= value; break;
                case 0x15: i += Jump(accumulator == value); break;
                case 0x35: i += Jump(accumulator >= value); break;
                case 0x45: i += Jump((accumulator & value) != 0); break;
                default: throw new InvalidOperationException($"Unknown instruction {code:x}.");
            }
            int Jump(bool holds) => BpfInstruction.Size * (holds ? program[i + 2] : program[i + 3]);
        }
        throw new InvalidOperationException("The program ran over its end.");
    }
}
