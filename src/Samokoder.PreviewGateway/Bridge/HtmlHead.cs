namespace Samokoder.PreviewGateway.Bridge;

/// <summary>Finds where a script can stand as the first thing in a page's head, from as few of its first bytes as decide it.</summary>
internal static class HtmlHead
{
    /// <summary>More bytes are needed.</summary>
    public const int Undecided = -1;

    /// <summary>It is not HTML in an encoding that contains ASCII.</summary>
    public const int Nowhere = -2;

    /// <summary>
    /// The position after <c>&lt;head …&gt;</c>; in a page without one, after the doctype, comments and <c>&lt;html …&gt;</c>, where a browser
    /// would open the head by itself.
    /// </summary>
    /// <param name="complete">No more bytes will come.</param>
    public static int Find(ReadOnlySpan<byte> html, bool complete)
    {
        if (html.Length < 2 && !complete) return Undecided;
        if (html.StartsWith<byte>([0xFE, 0xFF]) || html.StartsWith<byte>([0xFF, 0xFE])) return Nowhere;
        var position = html.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
        while (true)
        {
            position = SkipSpace(html, position);
            var length = LengthOfPrologue(html[position..], out var isHead);
            if (length == Undecided) return complete ? position : Undecided;
            position += length;
            if (isHead || length == 0) return position;
        }
    }

    // The length of a doctype, comment, html or head tag at the start; 0 when something else is there.
    private static int LengthOfPrologue(ReadOnlySpan<byte> html, out bool isHead)
    {
        isHead = false;
        if (html.IsEmpty) return Undecided;
        if (html[0] != (byte)'<') return 0;
        if (MayBecome(html, "<!--"u8)) return Undecided;
        if (html.StartsWith("<!--"u8)) return LengthUntil(html, "-->"u8);
        if (html.Length < 2) return Undecided;
        if (html[1] is (byte)'!' or (byte)'?') return LengthUntil(html, ">"u8);
        if (MayBecome(html, "<html "u8) || MayBecome(html, "<head "u8)) return Undecided;
        isHead = IsTag(html, "<head"u8);
        return isHead || IsTag(html, "<html"u8) ? LengthOfTag(html) : 0;
    }

    private static int SkipSpace(ReadOnlySpan<byte> html, int position)
    {
        while (position < html.Length && html[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f')
            position++;
        return position;
    }

    private static bool MayBecome(ReadOnlySpan<byte> html, ReadOnlySpan<byte> what) =>
        html.Length < what.Length && System.Text.Ascii.EqualsIgnoreCase(html, what[..html.Length]);

    private static bool IsTag(ReadOnlySpan<byte> html, ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(html[..name.Length], name) && html[name.Length] is (byte)'>' or (byte)'/' or <= (byte)' ';

    private static int LengthUntil(ReadOnlySpan<byte> html, ReadOnlySpan<byte> end)
    {
        var index = html.IndexOf(end);
        return index < 0 ? Undecided : index + end.Length;
    }

    // A > inside a quoted attribute does not end the tag.
    private static int LengthOfTag(ReadOnlySpan<byte> html)
    {
        byte quote = 0;
        for (var i = 0; i < html.Length; i++)
        {
            var current = html[i];
            if (quote != 0)
                quote = current == quote ? (byte)0 : quote;
            else if (current is (byte)'"' or (byte)'\'')
                quote = current;
            else if (current == (byte)'>')
                return i + 1;
        }

        return Undecided;
    }
}
