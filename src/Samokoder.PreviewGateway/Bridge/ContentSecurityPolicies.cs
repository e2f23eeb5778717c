using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace Samokoder.PreviewGateway.Bridge;

/// <summary>A script that an app's policy must not block.</summary>
/// <param name="Url">Without a query.</param>
/// <param name="Hash">As a source expression names it, without quotes: <c>sha256-…</c>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AllowedScript(string Url, string Hash);

/// <summary>
/// Changes an app's Content-Security-Policy by no more than it must: framing is ours to decide, and the bridge may run. A policy that
/// lists hashes or nonces gets the script's hash; any other gets its exact URL, because a hash would switch off its 'unsafe-inline'.
/// </summary>
internal static class ContentSecurityPolicies
{
    private static readonly string[] ScriptDirectives = ["script-src-elem", "script-src", "default-src"];

    /// <summary>What is left of the policies, one per value.</summary>
    public static StringValues Rewrite(StringValues headers, AllowedScript? script)
    {
        var policies = headers.SelectMany(header => (header ?? "").Split(','))
            .Select(policy => Rewrite(policy, script))
            .Where(policy => policy.Length > 0);
        return new([.. policies]);
    }

    private static string Rewrite(string policy, AllowedScript? script)
    {
        var directives = policy.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(directive => !Is(directive, "frame-ancestors"))
            .ToList();
        if (script is { } allowed) Allow(directives, allowed);
        return string.Join("; ", directives);
    }

    private static void Allow(List<string> directives, AllowedScript script)
    {
        var index = ScriptDirectives.Select(name => directives.FindIndex(directive => Is(directive, name))).FirstOrDefault(found => found >= 0, -1);
        if (index < 0) return;
        var words = directives[index].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var sources = words.Skip(1).Where(source => !Same(source, "'none'")).ToList();
        if (Admits(sources)) return;
        sources.Add(UsesHashes(sources) ? $"'{script.Hash}'" : script.Url);

        // default-src speaks of images and styles too: the addition is made for script elements only.
        if (Same(words[0], "default-src"))
            directives.Add($"script-src-elem {string.Join(' ', sources)}");
        else
            directives[index] = $"{words[0]} {string.Join(' ', sources)}";
    }

    private static bool Admits(List<string> sources) =>
        sources.Any(source => Same(source, "'self'")) && !sources.Any(source => Same(source, "'strict-dynamic'"));

    private static bool UsesHashes(List<string> sources) => sources.Any(source =>
        Same(source, "'strict-dynamic'")
        || source.StartsWith("'nonce-", StringComparison.OrdinalIgnoreCase)
        || source.StartsWith("'sha", StringComparison.OrdinalIgnoreCase));

    private static bool Is(string directive, string name) => Same(directive.Split(' ', 2)[0], name);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
