using System.Text.RegularExpressions;

namespace Samokoder.AgentService.Verification;

internal enum ModuleKind
{
    Page,
    Script,
    Style,
}

/// <param name="Path">With its query, from the app's root.</param>
/// <param name="From">The path of what asks for it; empty for the page itself.</param>
internal sealed record ModuleRef(string Path, ModuleKind Kind, string From);

/// <summary>
/// Where a page and a module lead to. Dev servers rewrite what they serve so that imports are absolute paths; anything else in a module may
/// be a comment or a string and is not followed, so that nothing is reported that no browser would ask for.
/// </summary>
internal static partial class ModuleLinks
{
    public static IEnumerable<ModuleRef> OfPage(string html, string path)
    {
        var page = Comment().Replace(html, "");
        foreach (Match tag in Tag().Matches(page))
        {
            var isScript = tag.Groups["name"].Value.Equals("script", StringComparison.OrdinalIgnoreCase);
            var link = Attribute(tag.Value, isScript ? "src" : "href");
            var rel = Attribute(tag.Value, "rel");
            if (link.Length > 0 && (isScript || rel is "stylesheet" or "modulepreload") && Resolve(link, path) is { } found)
                yield return new ModuleRef(found, rel == "stylesheet" ? ModuleKind.Style : ModuleKind.Script, path);
        }
        foreach (Match script in InlineModule().Matches(page))
            foreach (var module in Imports(script.Groups["code"].Value, path))
                yield return module;
    }

    /// <summary>Dependencies are prepared by the dev server as a whole: that they come is enough.</summary>
    public static IEnumerable<ModuleRef> OfModule(string text, ModuleRef module) =>
        module.Kind != ModuleKind.Script || module.Path.StartsWith("/node_modules/", StringComparison.Ordinal) || module.Path.StartsWith("/@", StringComparison.Ordinal)
            ? [] : Imports(text, WithoutQuery(module.Path));

    private static IEnumerable<ModuleRef> Imports(string code, string from) =>
        Import().Matches(code).Select(m => m.Groups["path"].Value).Select(found => new ModuleRef(found, ModuleKind.Script, from));

    private static string Attribute(string tag, string name) =>
        Regex.Match(tag, $"""\s{name}\s*=\s*(?:"(?<v>[^"]*)"|'(?<v>[^']*)'|(?<v>[^\s>]+))""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["v"].Value;

    /// <summary>Null for what is not the app's own.</summary>
    private static string? Resolve(string link, string path)
    {
        if (link.StartsWith("//", StringComparison.Ordinal) || link.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            return null;
        var own = new Uri("http://app");
        return Uri.TryCreate(new Uri(own, path), link, out var uri) && uri.Host == own.Host && uri.Scheme == own.Scheme ? uri.PathAndQuery : null;
    }

    private static string WithoutQuery(string path) => path.Split('?', 2)[0];

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("<(?<name>script|link)\\b[^>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("<script\\b[^>]*type=[\"']?module[^>]*>(?<code>.*?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InlineModule();

    [GeneratedRegex("(?:^|[;\\s}])(?:import|export)\\s*(?:[\\w*{}\\s,$]+?\\s*from\\s*)?[\"'](?<path>/[^/\"'\\n][^\"'\\n]*)[\"']|\\bimport\\(\\s*[\"'](?<path>/[^/\"'\\n][^\"'\\n]*)[\"']", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Import();
}
