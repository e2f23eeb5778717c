using System.Text.Json;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Previews;

/// <summary>
/// Finds what <c>npm run dev</c> would run. npm itself takes a quarter of a second to say so, and <c>node_modules/.bin</c> is on the
/// sandbox's path anyway.
/// </summary>
internal static partial class DevCommand
{
    public static async Task<string> ResolveAsync(string command, IWorkspaceFiles files, CancellationToken cancellationToken)
    {
        if (NpmRun().Match(command) is not { Success: true } match)
            return command;
        var package = await files.ReadTextAsync("package.json", cancellationToken);
        return package.Ok && ScriptOf(package.Value.Content, match.Groups["name"].Value) is { } script ? script : command;
    }

    /// <summary>Null when npm would do more than run this one line.</summary>
    private static string? ScriptOf(string package, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(package);
            return document.RootElement.TryGetProperty("scripts", out var scripts)
                && !scripts.TryGetProperty("pre" + name, out _)
                && !scripts.TryGetProperty("post" + name, out _)
                && scripts.TryGetProperty(name, out var script)
                && script.ValueKind == JsonValueKind.String
                ? script.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // npm explains what is wrong with the file.
        }
    }

    [GeneratedRegex(@"^npm run (?<name>[\w:-]+)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NpmRun();
}
