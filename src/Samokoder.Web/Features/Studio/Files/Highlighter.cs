using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Samokoder.Web.Features.Studio.Files;

/// <summary>
/// Colours for reading, not a parser: comments, strings, numbers, keywords and tags of the languages that generated apps are written in.
/// Everything that reaches the page is encoded here.
/// </summary>
internal static partial class Highlighter
{
    private const int LongestColoured = 300_000;

    internal sealed record Line(int Number, string Html);

    public static Line[] ToLines(string text, string path)
    {
        var html = text.Length > LongestColoured ? WebUtility.HtmlEncode(text) : Colour(text, LanguageOf(path));
        var lines = html.ReplaceLineEndings("\n").Split('\n');
        return [.. lines.Select((line, index) => new Line(index + 1, line))];
    }

    private static string Colour(string text, Regex? language)
    {
        if (language is null)
            return WebUtility.HtmlEncode(text);
        var html = new StringBuilder(text.Length * 2);
        var end = 0;
        foreach (var match in language.EnumerateMatches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[end..match.Index]));
            Append(html, text.Substring(match.Index, match.Length));
            end = match.Index + match.Length;
        }

        return html.Append(WebUtility.HtmlEncode(text[end..])).ToString();
    }

    /// <summary>A token over several lines is coloured on each of them, because lines are shown one by one.</summary>
    private static void Append(StringBuilder html, string token)
    {
        var kind = KindOf(token);
        var first = true;
        foreach (var part in token.Split('\n'))
        {
            if (!first)
                html.Append('\n');
            first = false;
            html.Append("<span class=\"tok-").Append(kind).Append("\">").Append(WebUtility.HtmlEncode(part)).Append("</span>");
        }
    }

    private static string KindOf(string token) => token[0] switch
    {
        '/' when token.StartsWith("//", StringComparison.Ordinal) || token.StartsWith("/*", StringComparison.Ordinal) => "comment",
        '#' when token.Length > 1 && token[1] is ' ' => "comment",
        '<' when token.StartsWith("<!--", StringComparison.Ordinal) => "comment",
        '<' => "tag",
        '"' or '\'' or '`' => "string",
        '#' or '@' => "name",
        >= '0' and <= '9' => "number",
        _ => "keyword",
    };

    private static Regex? LanguageOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".ts" or ".tsx" or ".js" or ".jsx" or ".mjs" or ".cs" => Script(),
        ".css" or ".scss" => Style(),
        ".html" or ".xml" or ".svg" or ".vue" => Markup(),
        ".json" or ".webmanifest" => Json(),
        ".yml" or ".yaml" or ".sh" or ".toml" or ".py" => Hash(),
        _ => null,
    };

    [GeneratedRegex("""//[^\n]*|/\*[\s\S]*?(?:\*/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|</?[A-Za-z][\w.]*(?=[\s/>])|\b\d[\d_.]*\b|\b(?:import|from|export|default|const|let|var|function|return|if|else|for|while|do|switch|case|break|continue|new|class|extends|implements|interface|type|enum|async|await|try|catch|finally|throw|typeof|instanceof|in|of|as|null|undefined|true|false|this|void|public|private|protected|readonly|static|namespace|using|record|sealed|string|number|boolean|int|bool)\b""", RegexOptions.None, 2000)]
    private static partial Regex Script();

    [GeneratedRegex("""/\*[\s\S]*?(?:\*/|$)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|@[\w-]+|#[0-9a-fA-F]{3,8}\b|\b\d[\d.]*(?:px|rem|em|%|vh|vw|s|ms|fr|deg)?|[\w-]+(?=\s*:[^;{}]*;)""", RegexOptions.None, 2000)]
    private static partial Regex Style();

    [GeneratedRegex("""<!--[\s\S]*?(?:-->|$)|</?[A-Za-z][\w:.-]*|"[^"\n]*"|'[^'\n]*'""", RegexOptions.None, 2000)]
    private static partial Regex Markup();

    [GeneratedRegex("""//[^\n]*|"(?:\\.|[^"\\\n])*"|\b\d[\d.eE+-]*\b|\b(?:true|false|null)\b""", RegexOptions.None, 2000)]
    private static partial Regex Json();

    [GeneratedRegex("""# [^\n]*|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\b\d[\d.]*\b|\b(?:true|false|null|if|then|else|fi|for|do|done|def|return|import|from|class)\b""", RegexOptions.None, 2000)]
    private static partial Regex Hash();
}
