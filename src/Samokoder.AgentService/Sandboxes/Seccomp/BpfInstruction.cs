using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Samokoder.AgentService.Sandboxes.Seccomp;

/// <summary>One instruction of classic BPF: <c>struct sock_filter</c> of linux/filter.h.</summary>
/// <param name="Code">What it does.</param>
/// <param name="IfTrue">How many instructions to pass over when a comparison holds.</param>
/// <param name="IfFalse">The same when it does not.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BpfInstruction(ushort Code, byte IfTrue, byte IfFalse, uint Value)
{
    public const int Size = 8;

    /// <summary>Loads a word of <c>struct seccomp_data</c> at a byte offset (BPF_LD | BPF_W | BPF_ABS).</summary>
    public static BpfInstruction Load(uint offset) => new(0x20, 0, 0, offset);

    /// <summary>Keeps some bits of what was loaded (BPF_ALU | BPF_AND | BPF_K).</summary>
    public static BpfInstruction And(uint mask) => new(0x54, 0, 0, mask);

    /// <summary>Goes on here when equal, else passes over (BPF_JMP | BPF_JEQ | BPF_K).</summary>
    public static BpfInstruction SkipUnlessEqual(uint value, byte skipped) => new(0x15, 0, skipped, value);

    /// <summary>Passes over when equal.</summary>
    public static BpfInstruction SkipIfEqual(uint value, byte skipped) => new(0x15, skipped, 0, value);

    /// <summary>Goes on here when any of the bits is set (BPF_JMP | BPF_JSET | BPF_K).</summary>
    public static BpfInstruction SkipUnlessAny(uint bits, byte skipped) => new(0x45, 0, skipped, bits);

    /// <summary>Goes on here when not less, unsigned (BPF_JMP | BPF_JGE | BPF_K).</summary>
    public static BpfInstruction SkipUnlessAtLeast(uint value, byte skipped) => new(0x35, 0, skipped, value);

    /// <summary>Ends the program with a SECCOMP_RET_* value (BPF_RET | BPF_K).</summary>
    public static BpfInstruction Return(uint action) => new(0x06, 0, 0, action);

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(target, Code);
        target[2] = IfTrue;
        target[3] = IfFalse;
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Value);
    }
}
