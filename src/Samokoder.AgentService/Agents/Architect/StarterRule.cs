using System.Text.RegularExpressions;
using Samokoder.Contracts.Projects;

namespace Samokoder.AgentService.Agents.Architect;

/// <summary>Sees, without a model, when a request itself says what the app is to be made of. What might mean something else is left to the architect.</summary>
internal static partial class StarterRule
{
    /// <returns>Null when the request does not say.</returns>
    public static string? Named(string prompt)
    {
        if (Dotnet().IsMatch(prompt)) return StarterIds.AspNet;
        if (Postgres().IsMatch(prompt)) return StarterIds.ReactExpressPostgres;
        if (Server().IsMatch(prompt)) return StarterIds.ReactExpressSqlite;
        return Plain().IsMatch(prompt) ? StarterIds.Html : null;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>"without a", "no", "не нужен": what follows is just not wanted.</summary>
    private const string Wanted = @"(?<!\b(?:no|not|without|instead of|без|не|вместо)\s(?:\w+\s)?)";

    [GeneratedRegex(Wanted + @"(?:\bC#|\bси[- ]?шарп|\bASP\.?\s?NET\b|(?<![\w.])\.NET\b|\bdotnet\b|\bblazor\b|\brazor pages?\b)", Options, 1000)]
    private static partial Regex Dotnet();

    [GeneratedRegex(Wanted + @"\b(?:postgres(?:ql)?\b|постгрес)", Options, 1000)]
    private static partial Regex Postgres();

    [GeneratedRegex(Wanted + @"\b(?:sqlite\b|express\.?js\b|REST(?:ful)? API\b|back-?end\b|б[эе]к[еэ]нд|серверн\w+ част)", Options, 1000)]
    private static partial Regex Server();

    [GeneratedRegex(@"\b(?:plain|vanilla|pure) (?:html|javascript|js)\b|\bwithout (?:a |any )?frameworks?\b|без фреймворк|на чистом (?:html|javascript|js)\b", Options, 1000)]
    private static partial Regex Plain();
}
