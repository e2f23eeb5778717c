using System.Globalization;

namespace Samokoder.ApiService.Features.Projects;

internal static class ProjectName
{
    public const int MaxLength = 120;

    private const int DerivedLength = 60;

    /// <summary>
    /// The first words of the prompt that fit into 60 UTF-16 units, as they were written: any script, emoji whole. A first word that
    /// is longer (many scripts write no spaces) is cut between characters.
    /// </summary>
    public static string From(string prompt)
    {
        var name = "";
        foreach (var word in Printable(prompt).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = name.Length == 0 ? word : $"{name} {word}";
            if (longer.Length > DerivedLength)
                break;
            name = longer;
        }

        name = name.TrimEnd(',', ';', ':', '.', '-', '—', '–', '(', ' ');
        return name.Length > 0 ? name : Cut(Printable(prompt).Trim());
    }

    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static string Cut(string text)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text, end);
            if (next > DerivedLength)
                break;
            end = next;
        }

        return end > 0 ? text[..end].TrimEnd() : "App";
    }
}
