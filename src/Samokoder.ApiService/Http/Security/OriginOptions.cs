namespace Samokoder.ApiService.Http.Security;

/// <summary>Section <c>Web</c>.</summary>
internal sealed class OriginOptions
{
    public const string Section = "Web";

    /// <summary>The public address of Web, when its proxy does not pass on the host.</summary>
    public string? Origin { get; set; }

    /// <summary>Further origins whose pages may call the API with cookies (CORS).</summary>
    public string[] AllowedOrigins { get; set; } = [];

    public IEnumerable<string> Normalised => AllowedOrigins.Append(Origin).OfType<string>().Where(o => o.Length > 0).Select(o => o.TrimEnd('/'));

    /// <summary>Null when every entry is an origin; else the entry that is none.</summary>
    public string? FirstInvalid => Normalised.FirstOrDefault(o =>
        !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.GetLeftPart(UriPartial.Authority) != o);
}
