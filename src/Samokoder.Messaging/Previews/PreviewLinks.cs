using Microsoft.Extensions.Options;

namespace Samokoder.Messaging.Previews;

/// <summary>Addresses of previews as a browser opens them.</summary>
public sealed class PreviewLinks(IOptions<PreviewOptions> options, PreviewTickets tickets)
{
    private readonly PreviewOptions _options = options.Value;

    /// <summary>The origin of a preview, without a slash at its end and without a port that the scheme implies.</summary>
    public string OriginOf(string previewId) => $"{_options.Scheme}://{previewId}.{_options.Domain}{Port}";

    /// <summary>Opens the preview once, within <see cref="PreviewTickets.TicketLifetime"/>. Only for those who may see it.</summary>
    public string WithTicket(string previewId, int version) =>
        $"{OriginOf(previewId)}/?{PreviewTickets.QueryParameter}={tickets.IssueTicket(previewId, version)}";

    /// <summary>Opens the preview for everybody who is given it, until <paramref name="expiresAt"/> or a new version.</summary>
    public string ToShare(string previewId, int version, DateTimeOffset? expiresAt) =>
        $"{OriginOf(previewId)}/?{PreviewTickets.LinkParameter}={tickets.IssueLink(previewId, version, expiresAt)}";

    private string Port => (_options.Scheme, _options.Port) is ("http", 80) or ("https", 443) ? "" : $":{_options.Port}";
}
