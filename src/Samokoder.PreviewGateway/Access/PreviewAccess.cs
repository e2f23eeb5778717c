using Microsoft.Extensions.Options;
using Samokoder.Messaging.Previews;

namespace Samokoder.PreviewGateway.Access;

/// <summary>Who may see a preview. Decided from signatures alone: a stranger cannot learn whether the preview exists.</summary>
internal sealed class PreviewAccess(
    PreviewTickets tickets, TicketUses uses, PassCookie cookie, IOptions<PreviewOptions> options, TimeProvider time)
{
    public ValueTask<AccessDecision> DecideAsync(HttpContext context, string previewId)
    {
        var request = context.Request;
        var granted = cookie.IsValid(request.Headers.Cookie, previewId, time, out var renew) && !ForeignRequests.IsForeign(request);
        return TicketQuery.TryRead(request.QueryString, out var ticket)
            ? new(ExchangeAsync(request, previewId, ticket, granted))
            : new(new AccessDecision(granted ? AccessOutcome.Granted : AccessOutcome.Refused, renew));
    }

    /// <summary>Gives the pass and leads to the same address without the ticket, so that it stays in no history and no log of the app.</summary>
    public void AnswerExchange(HttpContext context, string previewId)
    {
        var (request, response) = (context.Request, context.Response);
        cookie.Append(response.Headers, previewId);
        response.Headers.CacheControl = "no-store";
        response.StatusCode = StatusCodes.Status302Found;
        // Absolute, because a path may begin with two slashes and would then name another host.
        response.Headers.Location =
            $"{options.Value.Scheme}://{request.Host.ToUriComponent()}{request.Path.ToUriComponent()}{TicketQuery.Without(request.QueryString)}";
    }

    // A ticket that was used already is no harm to somebody who has a pass: the studio's frame may be loaded again with the same address.
    private async Task<AccessDecision> ExchangeAsync(HttpRequest request, string previewId, string ticket, bool granted)
    {
        var exchanged = PreviewMethods.IsRead(request)
            && ((tickets.TryVerifyTicket(previewId, ticket, out var valid) && await uses.TryUseAsync(valid)) || granted);
        return new(exchanged ? AccessOutcome.Exchanged : AccessOutcome.Refused);
    }

}
