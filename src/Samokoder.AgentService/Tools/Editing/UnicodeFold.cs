using System.Text;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// Writes typographic characters the way a keyboard does, because models copy “a – b…” as "a - b...". Letters of different
/// scripts stay different: a Cyrillic с is another identifier than a Latin c.
/// </summary>
internal static class UnicodeFold
{
    private const string Quotes = "\u2018\u2019\u201A\u201B\u2032\u02BC\uFF07";
    private const string DoubleQuotes = "\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB\uFF02";
    private const string Dashes = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D";
    private const string Spaces = "\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000";

    /// <summary>Zero-width characters, and the selector that only asks for an emoji's colours.</summary>
    private const string Invisible = "\u00AD\u200B\u2060\uFEFF\uFE0E\uFE0F";
    private const char Ellipsis = '\u2026';

    private const char Dropped = '\uFFFF'; // in the table: not a character by definition

    private static readonly char[] Table = MakeTable();

    /// <summary>The folded text, or null when folding changes nothing.</summary>
    public static string? Fold(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
            return null;
        var composed = MayCompose(text) ? Compose(text) : null;
        foreach (var character in composed ?? text)
            if (Table[character] != character)
                return Replaced(composed ?? text);
        return composed;
    }

    /// <summary>The keyboard character that stands for a typographic one.</summary>
    public static char Plain(char character) => IsInvisible(character) || character == Ellipsis ? character : Table[character];

    public static bool IsInvisible(char character) => Invisible.Contains(character);

    private static string Replaced(ReadOnlySpan<char> text)
    {
        var written = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            var plain = Table[character];
            if (plain == '.' && character == Ellipsis)
                written.Append("...");
            else if (plain != Dropped)
                written.Append(plain);
        }
        return written.ToString();
    }

    private static char[] MakeTable()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
            table[i] = (char)i;
        foreach (var (characters, plain) in new[] { (Quotes, '\''), (DoubleQuotes, '"'), (Dashes, '-'), (Spaces, ' '), (Invisible, Dropped) })
            foreach (var character in characters)
                table[character] = plain;
        table[Ellipsis] = '.';
        return table;
    }

    /// <summary>False for what is common and known to be composed already: Latin letters and Cyrillic.</summary>
    private static bool MayCompose(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            if (character >= 0x300 && character is not (>= '\u0400' and <= '\u0482' or >= '\u048A' and <= '\u052F' or >= '\u2010' and <= '\u2060'))
                return true;
        return false;
    }

    private static string? Compose(ReadOnlySpan<char> text)
    {
        try
        {
            var given = text.ToString();
            return given.IsNormalized() ? null : given.Normalize();
        }
        catch (ArgumentException)
        {
            return null; // Half a surrogate pair has no normal form.
        }
    }
}
