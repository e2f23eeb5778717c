using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Small operations on the words of a prompt.</summary>
internal static partial class Words
{
    private const string Cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";

    private static readonly string[] Latin =
    [
        "a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh",
        "shch", "", "y", "", "e", "yu", "ya",
    ];

    /// <summary>One line of visible characters, at most <paramref name="length"/> of them, never cutting one in half.</summary>
    public static string Clean(string text, int length)
    {
        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            visible.Append(IsInvisible(rune) ? " " : rune.ToString());
        var line = Spaces().Replace(visible.ToString(), " ").Trim();
        var elements = StringInfo.ParseCombiningCharacters(line);
        return elements.Length <= length ? line : line[..elements[length]].TrimEnd() + "…";
    }

    public static string SentenceCase(string text)
    {
        if (text.Length == 0)
            return text;
        var first = Rune.GetRuneAt(text, 0);
        return Rune.ToUpperInvariant(first) + text[first.Utf16SequenceLength..];
    }

    public static string Fold(string text) => text.Trim().ToLowerInvariant().Replace('ё', 'е');

    /// <summary>An identifier in camel case: "Due date" becomes "dueDate", "вес" becomes "ves". Empty when nothing is left.</summary>
    public static string Identifier(string text)
    {
        var parts = NotAlphanumeric().Split(Transliterate(text.ToLowerInvariant())).Where(part => part.Length > 0).Take(4).ToArray();
        if (parts.Length == 0)
            return "";
        var name = parts[0] + string.Concat(parts.Skip(1).Select(SentenceCase));
        return char.IsAsciiDigit(name[0]) ? "n" + name : name;
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse
        || rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF or 0xFFFD;

    private static string Transliterate(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormC))
            result.Append(Cyrillic.IndexOf(c) is >= 0 and var index ? Latin[index] : c.ToString());
        return result.ToString();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotAlphanumeric();
}
