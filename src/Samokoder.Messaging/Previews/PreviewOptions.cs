using System.ComponentModel.DataAnnotations;

namespace Samokoder.Messaging.Previews;

/// <summary>Section <c>Preview</c>: where previews are and what signs their tickets. The API and every gateway must agree on it.</summary>
public sealed class PreviewOptions : IValidatableObject
{
    public const string Section = "Preview";
    private const int ShortestKey = 32;

    /// <summary>A preview's host name is its id followed by this.</summary>
    public string Domain { get; set; } = "preview.localhost";

    /// <summary><c>http</c> or <c>https</c>, as the browser sees it; a proxy in front may end TLS.</summary>
    public string Scheme { get; set; } = "http";

    /// <summary>The port in the browser's address.</summary>
    public int Port { get; set; } = 8082;

    /// <summary>Base64 of at least 32 random bytes. Secret.</summary>
    public string TicketKey { get; set; } = "";

    /// <summary>Former ones, so that tickets, passes and links that they signed stay good. Secret.</summary>
    public IList<string> PreviousTicketKeys { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Uri.CheckHostName(Domain) != UriHostNameType.Dns)
            yield return new($"Preview:Domain is '{Domain}'; it must be a host name such as preview.localhost.");
        if (Scheme is not ("http" or "https"))
            yield return new($"Preview:Scheme is '{Scheme}'; it must be http or https.");
        if (Port is < 1 or > 65535)
            yield return new($"Preview:Port is {Port}; it must be between 1 and 65535.");
        if (!IsKey(TicketKey))
            yield return new($"Preview:TicketKey must be base64 of at least {ShortestKey} random bytes, the same for the API and every gateway.");
        if (!PreviousTicketKeys.All(IsKey))
            yield return new($"Preview:PreviousTicketKeys: each must be base64 of at least {ShortestKey} random bytes, as Preview:TicketKey was.");
    }

    private static bool IsKey(string value)
    {
        var key = new byte[value.Length];
        return Convert.TryFromBase64String(value, key, out var length) && length >= ShortestKey;
    }
}
