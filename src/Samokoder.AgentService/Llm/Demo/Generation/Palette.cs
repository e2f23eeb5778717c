using System.Globalization;
using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Llm.Demo.Generation;

/// <summary>An accent colour for the light and the dark theme, with the colour of text upon it.</summary>
internal sealed record Accent(string Light, string OnLight, string Dark, string OnDark);

/// <summary>The colours that a prompt can name. Text on each has a contrast of at least 4.5 (WCAG 2.2, 1.4.3).</summary>
internal static partial class Palette
{
    private const double Readable = 4.5;

    // WCAG 2.2, 1.4.11: what is not text.
    private const double Distinguishable = 3;

    private static readonly (string Name, string Light, string Dark, string Pattern)[] Named =
    [
        ("emerald", "#00855a", "#2fd39a", @"\bgreen|\bemerald|зел[её]н|изумруд"),
        ("teal", "#0b7a80", "#43d3d6", @"\bteal|\bturquoise|\bcyan|бирюз"),
        ("blue", "#1d62d8", "#76aaff", @"\bblue|\bazure|голуб|син(ий|им|юю|ей|яя|его)"),
        ("indigo", "#4a4fd6", "#a3a8ff", @"\bindigo|индиго"),
        ("violet", "#7a3fd0", "#c4a0ff", @"\bpurple|\bviolet|\blilac|фиолет|сирен|лилов|пурпур"),
        ("rose", "#c42a63", "#ff92b8", @"\bpink|\brose|\bmagenta|розов|малинов"),
        ("red", "#c3272b", "#ff8f8a", @"\bred\b|\bcrimson|красн|ал(ый|ым)\b"),
        ("orange", "#b4500a", "#ffa562", @"\borange|оранж"),
        ("amber", "#8f5f00", "#f5bd4f", @"\byellow|\bamber|\bgold|ж[её]лт|золот|янтар"),
        ("brown", "#7d5236", "#d9ab89", @"\bbrown|коричн"),
        ("slate", "#475467", "#b3c0d3", @"\bgr[ae]y|\bslate|\bblack|сер(ый|ым|ую|ой)\b|ч[её]рн"),
    ];

    /// <summary>The colour that a text asks for: a name of the palette or #rrggbb; null when it names none.</summary>
    public static string? Find(string text)
    {
        if (Hex().Match(text) is { Success: true } hex)
            return hex.Value.ToLowerInvariant();
        return Named.FirstOrDefault(one => Regex.IsMatch(text, one.Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))).Name;
    }

    public static Accent Get(string accent)
    {
        var known = Named.FirstOrDefault(one => one.Name == accent);
        if (known.Name is not null)
            return new Accent(known.Light, "#ffffff", known.Dark, "#10151d");
        return Hex().IsMatch(accent) ? Custom(accent) : Get("emerald");
    }

    // A wished colour stays as it is, unless a button of it would vanish on the page.
    private static Accent Custom(string color)
    {
        var (light, dark) = (Seen(color, on: "#ffffff", towards: 0), Seen(color, on: "#171b22", towards: 255));
        return new Accent(light, TextOn(light), dark, TextOn(dark));
    }

    private static string Seen(string color, string on, int towards)
    {
        while (Contrast(color, on) < Distinguishable)
            color = Mixed(color, towards);
        return color;
    }

    private static string Mixed(string color, int towards) =>
        "#" + string.Concat(new[] { 1, 3, 5 }.Select(at => ((int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) * 9) + towards + 5) / 10).Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));

    // One of the two always reaches 4.5.
    private static string TextOn(string color) => Contrast(color, "#ffffff") >= Readable ? "#ffffff" : "#000000";

    /// <summary>Contrast ratio as WCAG 2.2 defines it, 1 to 21.</summary>
    public static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string color) => (0.2126 * Channel(color, 1)) + (0.7152 * Channel(color, 3)) + (0.0722 * Channel(color, 5));

    private static double Channel(string color, int at)
    {
        var value = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex("#[0-9a-f]{6}(?![0-9a-f])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hex();
}
