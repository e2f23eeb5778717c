using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Files;

/// <summary>
/// A path as it stands in an address. AgentService resolves it beneath the workspace; here it must not become another address of
/// AgentService's: HTTP clients remove dot segments.
/// </summary>
internal static class WorkspacePath
{
    private const int MaxLength = 1024;

    /// <summary>The path escaped for an address, or what is wrong with it.</summary>
    public static InvalidRequest? TryEscape(string path, out string escaped)
    {
        escaped = "";
        var plain = path.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var segments = plain.Split('/');
        if (plain.Length is 0 or > MaxLength || plain.Any(char.IsControl) || segments.Contains(""))
            return new InvalidRequest(ErrorCodes.PathInvalid, $"This is not a path of a file. It should look like src/App.tsx and have at most {MaxLength} characters.");
        if (segments.Any(s => s is "." or ".."))
            return new InvalidRequest(ErrorCodes.PathOutsideWorkspace, "Paths start at the project's folder and cannot leave it.");
        escaped = string.Join('/', segments.Select(Uri.EscapeDataString));
        return null;
    }
}
