using Microsoft.Extensions.Options;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Access;

/// <summary>
/// Who may see a preview: everybody while it is public, else who shows a pass, a ticket or a link of its current version. A stranger cannot
/// learn whether a private preview exists.
/// </summary>
internal sealed class PreviewAccess(
    AccessRules rules, PreviewTickets tickets, TicketUses uses, PassCookie cookie, IOptions<PreviewOptions> options, TimeProvider time)
{
    public async ValueTask<AccessDecision> DecideAsync(HttpContext context, string previewId)
    {
        if (await rules.FindAsync(previewId) is not { } rule) return new(AccessOutcome.Unknown);
        var request = context.Request;
        var granted = !ForeignRequests.IsForeign(request)
            && (rule.IsPublicAt(time.GetUtcNow()) || cookie.IsValid(request.Headers.Cookie, previewId, rule.Version));
        if (AccessQuery.IsIn(request.QueryString)) return await ExchangeAsync(request, previewId, rule, granted);
        return new(granted ? AccessOutcome.Granted : AccessOutcome.Refused, rule.Version);
    }

    /// <summary>Gives the pass and leads to the same address without the ticket, so that it stays in no history and no log of the app.</summary>
    public void AnswerExchange(HttpContext context, string previewId, GivenPass? pass)
    {
        var (request, response) = (context.Request, context.Response);
        if (pass is { } given) cookie.Append(response.Headers, previewId, given);
        response.Headers.CacheControl = "no-store";
        response.StatusCode = StatusCodes.Status302Found;
        // Absolute, because a path may begin with two slashes and would then name another host.
        response.Headers.Location =
            $"{options.Value.Scheme}://{request.Host.ToUriComponent()}{request.Path.ToUriComponent()}{AccessQuery.Without(request.QueryString)}";
    }

    // A ticket that was used already is no harm to somebody who has a pass: the studio's frame may be loaded again with the same address.
    private async Task<AccessDecision> ExchangeAsync(HttpRequest request, string previewId, PreviewAccessRule rule, bool granted)
    {
        if (!PreviewMethods.IsRead(request)) return new(AccessOutcome.Refused);
        var pass = await TicketsPassAsync(request, previewId, rule) ?? LinksPass(request, previewId, rule);
        return new(pass is null && !granted ? AccessOutcome.Refused : AccessOutcome.Exchanged, rule.Version, pass);
    }

    private async Task<GivenPass?> TicketsPassAsync(HttpRequest request, string previewId, PreviewAccessRule rule) =>
        tickets.TryVerifyTicket(previewId, AccessQuery.Ticket(request.QueryString), out var ticket)
        && ticket.Version == rule.Version && await uses.TryUseAsync(ticket)
            ? new GivenPass(rule.Version, DateTimeOffset.MaxValue)
            : null;

    private GivenPass? LinksPass(HttpRequest request, string previewId, PreviewAccessRule rule) =>
        rule.Audience == PreviewAudience.Link
        && tickets.TryVerifyLink(previewId, AccessQuery.Link(request.QueryString), out var link) && link.Version == rule.Version
            ? new GivenPass(rule.Version, link.ExpiresAt)
            : null;
}
