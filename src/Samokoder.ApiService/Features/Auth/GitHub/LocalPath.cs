namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Paths of Web that a browser is sent to: only ever of the same site.</summary>
internal static class LocalPath
{
    private const string Default = "/projects";
    private const int MaxLength = 1000;

    /// <summary>The path when it is one of this site, else that of the projects. "//host", "/\host" and control characters lead elsewhere.</summary>
    public static string Sanitize(string? path) =>
        path is ['/', ..] and not ['/', '/', ..] && path.Length <= MaxLength && !path.Any(c => char.IsControl(c) || c == '\\')
        && !path.StartsWith("/%2f", StringComparison.OrdinalIgnoreCase) && !path.StartsWith("/%5c", StringComparison.OrdinalIgnoreCase)
            ? path
            : Default;

    public static string With(string path, string name, string value) => $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
}
