using System.Globalization;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Characters that a reader takes for others. Used to explain a miss, never to match.</summary>
internal static class LookAlikes
{
    private const string Others = "аеорсухіјѕһԁԛԝАВЕКМНОРСТХУІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";
    private const string Latin = "aeopcyxijshdqwABEKMHOPCTXYIJSoABEZHIKMNOPTYX";

    private static readonly char[] Table = MakeTable(); // by character, because a diagnosis looks at every one of a file

    /// <summary>
    /// The same character for all that look alike: a space for any white space, the Latin letter, the plain quote. <c>'\0'</c> for what
    /// cannot be seen at all.
    /// </summary>
    public static char Plain(char character) => Table[character];

    /// <summary>A name that tells a character from its look-alikes.</summary>
    public static string Name(char character) => character switch
    {
        ' ' => "a space",
        '\t' => "a tab",
        '\r' => "a carriage return",
        '\u00A0' => "a no-break space (U+00A0)",
        '\u202F' => "a narrow no-break space (U+202F)",
        _ when UnicodeFold.IsInvisible(character) => Text($"an invisible character (U+{(int)character:X4})"),
        _ when char.IsWhiteSpace(character) || char.IsControl(character) => Text($"a special space (U+{(int)character:X4})"),
        _ => Text($"{Script(character)}“{character}” (U+{(int)character:X4})"),
    };

    private static string Script(char character) =>
        !char.IsLetter(character) ? ""
        : character is >= '\u0400' and <= '\u052F' ? "Cyrillic "
        : character is >= '\u0370' and <= '\u03FF' ? "Greek "
        : character < 0x250 ? "Latin "
        : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static char[] MakeTable()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++)
            table[i] = Reduce((char)i);
        foreach (var (other, latin) in Others.Zip(Latin))
            table[other] = latin;
        return table;
    }

    private static char Reduce(char character) =>
        UnicodeFold.IsInvisible(character) ? '\0'
        : char.IsWhiteSpace(character) ? ' '
        : character is > '\uFF00' and < '\uFF5F' ? (char)(character - 0xFEE0) // full-width ASCII
        : UnicodeFold.Plain(character);
}
