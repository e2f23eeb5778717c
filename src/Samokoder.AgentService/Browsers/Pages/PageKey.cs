namespace Samokoder.AgentService.Browsers.Pages;

/// <summary>A key as the browser wants it told.</summary>
/// <param name="Text">What it types; null for keys that type nothing.</param>
internal sealed record PageKey(string Key, string Code, int Number, string? Text = null)
{
    private static readonly Dictionary<string, PageKey> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Enter"] = new("Enter", "Enter", 13, "\r"),
        ["Tab"] = new("Tab", "Tab", 9),
        ["Escape"] = new("Escape", "Escape", 27),
        ["Backspace"] = new("Backspace", "Backspace", 8),
        ["Delete"] = new("Delete", "Delete", 46),
        ["Space"] = new(" ", "Space", 32, " "),
        ["ArrowUp"] = new("ArrowUp", "ArrowUp", 38),
        ["ArrowDown"] = new("ArrowDown", "ArrowDown", 40),
        ["ArrowLeft"] = new("ArrowLeft", "ArrowLeft", 37),
        ["ArrowRight"] = new("ArrowRight", "ArrowRight", 39),
        ["Home"] = new("Home", "Home", 36),
        ["End"] = new("End", "End", 35),
        ["PageUp"] = new("PageUp", "PageUp", 33),
        ["PageDown"] = new("PageDown", "PageDown", 34),
    };

    public static IEnumerable<string> Names => Named.Keys;

    public static PageKey? Find(string name)
    {
        if (name.Length == 1 && !char.IsControl(name[0]))
            return new PageKey(name, char.IsAsciiLetter(name[0]) ? $"Key{char.ToUpperInvariant(name[0])}" : "", char.ToUpperInvariant(name[0]), name);
        return Named.GetValueOrDefault(name);
    }
}
