using System.Text.RegularExpressions;

namespace Samokoder.EmbeddedHosting.Logs;

internal static partial class Ansi
{
    public static string Strip(string text) => text.Contains('\u001b') ? Escape().Replace(text, "") : text;

    [GeneratedRegex("\u001b\\[[0-9;?]*[ -/]*[@-~]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
