namespace Samokoder.PreviewGateway;

/// <summary>
/// Who may frame previews and hear their bridge: <c>Web:Origin</c>, one or more origins separated by commas. Without it, any port of this
/// machine when previews are on localhost, otherwise nobody.
/// </summary>
internal sealed class StudioOrigins
{
    public const string Key = "Web:Origin";

    public StudioOrigins(IConfiguration configuration, string previewDomain)
    {
        var configured = (configuration[Key] ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        All = configured.Length > 0 ? [.. configured.Select(Normalize)] : DefaultsFor(previewDomain);
        FramePolicy = $"frame-ancestors 'self' {string.Join(' ', All)}".TrimEnd();
    }

    /// <summary>Origins; the port may be <c>*</c>.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>The whole value of a Content-Security-Policy header.</summary>
    public string FramePolicy { get; }

    /// <summary>Where to send somebody who has no access; null when it is not known exactly.</summary>
    public string? Home => All.Count > 0 && !All[0].Contains('*') ? All[0] : null;

    private static string[] DefaultsFor(string domain) =>
        domain == "localhost" || domain.EndsWith(".localhost", StringComparison.Ordinal) ? ["http://localhost:*", "http://127.0.0.1:*"] : [];

    private static string Normalize(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
            ? uri.GetLeftPart(UriPartial.Authority)
            : throw new InvalidOperationException($"{Key} holds '{text}'; it must hold origins such as http://localhost:8080, separated by commas.");
}
