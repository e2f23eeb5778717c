using System.Globalization;
using System.Text;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>
/// Decodes a stream of UTF-8 and keeps its first and last characters up to a bound, so that endless output costs constant
/// memory. Never cuts a character: not between chunks, not at the bound.
/// </summary>
internal sealed class BoundedOutput(int maxChars)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly int headLimit = maxChars / 2;
    private readonly StringBuilder head = new();
    private readonly StringBuilder tail = new();
    private bool headClosed;

    /// <summary>Characters seen in all.</summary>
    public long Total { get; private set; }

    public bool Truncated => Omitted > 0;

    private int TailLimit => maxChars - headLimit;

    private long Omitted => Total - head.Length - TailStartLength();

    /// <summary>Adds a chunk and returns the whole characters that it completed.</summary>
    public string Append(ReadOnlySpan<byte> bytes, bool flush = false)
    {
        var chars = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        var count = decoder.GetChars(bytes, chars, flush);
        var text = new string(chars, 0, count);
        Keep(text);
        return text;
    }

    public override string ToString()
    {
        var end = tail.ToString(tail.Length - TailStartLength(), TailStartLength());
        if (!Truncated)
            return head + end;
        return string.Create(CultureInfo.InvariantCulture, $"{head}\n… [{Omitted} characters omitted] …\n{end}");
    }

    private void Keep(string text)
    {
        Total += text.Length;
        var taken = headClosed ? 0 : TakeHead(text);
        tail.Append(text, taken, text.Length - taken);
        if (tail.Length > 2 * TailLimit)
            tail.Remove(0, tail.Length - TailStartLength());
    }

    private int TakeHead(string text)
    {
        var room = headLimit - head.Length;
        if (text.Length <= room)
        {
            head.Append(text);
            return text.Length;
        }
        headClosed = true;
        if (room > 0 && char.IsHighSurrogate(text[room - 1]))
            room--;
        head.Append(text, 0, room);
        return room;
    }

    /// <summary>How much of the tail is shown: the limit, less the second half of a character at the cut.</summary>
    private int TailStartLength()
    {
        if (tail.Length <= TailLimit)
            return tail.Length;
        return TailLimit > 0 && char.IsLowSurrogate(tail[tail.Length - TailLimit]) ? TailLimit - 1 : TailLimit;
    }
}
