using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Access;

/// <summary>
/// The cookie that holds a visitor's pass. Host-only. Inside the studio's frame the preview is a third party: the cookie must be
/// <c>SameSite=None; Secure; Partitioned</c> to exist there, which browsers allow on https and on names under localhost.
/// </summary>
internal sealed class PassCookie(IOptions<PreviewOptions> options, PreviewTickets tickets, TimeProvider time)
{
    /// <summary>Both spellings; neither ever reaches an app.</summary>
    public static readonly string[] Names = ["samokoder_preview", "__Host-samokoder_preview"];

    private readonly string _name = Names[options.Value.Scheme == "https" ? 1 : 0];
    private readonly VerifiedPasses _verified = new();
    private readonly string _attributes = "; Path=/; HttpOnly" + CrossSiteAttributes(options.Value);

    /// <summary>Whether cookies can be made to live in another site's frame; otherwise they are plain and the studio must be same-site.</summary>
    public static bool CanBeCrossSite(PreviewOptions options) =>
        options.Scheme == "https" || options.Domain == "localhost" || options.Domain.EndsWith(".localhost", StringComparison.Ordinal);

    public bool IsValid(StringValues cookies, string previewId, int version)
    {
        if (cookies.Count != 1) return Verify(cookies, previewId, version) is not null;
        var header = cookies.ToString();
        if (_verified.TryFind(header, previewId, out var known) && known.Version == version && known.ExpiresAt > time.GetUtcNow()) return true;
        if (Verify(cookies, previewId, version) is not { } pass) return false;
        _verified.Add(header, previewId, pass);
        return true;
    }

    private PreviewTicket? Verify(StringValues cookies, string previewId, int version)
    {
        PreviewTicket pass = default;
        return CookieHeader.Any(cookies, _name, value => tickets.TryVerifyPass(previewId, value, out pass) && pass.Version == version) ? pass : null;
    }

    public void Append(IHeaderDictionary headers, string previewId, GivenPass pass)
    {
        var lifetime = pass.Until - time.GetUtcNow();
        var seconds = (int)(lifetime < PreviewTickets.PassLifetime ? lifetime : PreviewTickets.PassLifetime).TotalSeconds;
        headers.SetCookie = StringValues.Concat(
            headers.SetCookie, $"{_name}={tickets.IssuePass(previewId, pass.Version, pass.Until)}; Max-Age={seconds}{_attributes}");
    }

    private static string CrossSiteAttributes(PreviewOptions options) =>
        CanBeCrossSite(options) ? "; Secure; SameSite=None; Partitioned" : "; SameSite=Lax";
}
