using System.Text;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>Tells text from the beginning of a file.</summary>
internal static class TextSniffer
{
    /// <summary>True for UTF-8 without zero bytes; the last character may be incomplete, since only a beginning is looked at.</summary>
    public static bool IsText(ReadOnlySpan<byte> start)
    {
        if (start.Contains((byte)0))
            return false;
        while (!start.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(start, out _, out var consumed);
            if (status == System.Buffers.OperationStatus.InvalidData)
                return false;
            if (status == System.Buffers.OperationStatus.NeedMoreData)
                return true;
            start = start[consumed..];
        }
        return true;
    }
}
