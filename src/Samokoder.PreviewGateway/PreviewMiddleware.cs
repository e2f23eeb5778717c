using Samokoder.PreviewGateway.Access;
using Samokoder.PreviewGateway.Forwarding;
using Samokoder.PreviewGateway.Limits;
using Samokoder.PreviewGateway.Pages;
using Samokoder.PreviewGateway.Routing;
using Samokoder.PreviewGateway.Telemetry;
using Samokoder.PreviewGateway.Waking;

namespace Samokoder.PreviewGateway;

/// <summary>Everything a request to a preview's host goes through, in order: host, access, our own paths, readiness, forwarding.</summary>
internal sealed class PreviewMiddleware(
    RequestDelegate next,
    PreviewHosts hosts,
    PreviewAccess access,
    GatewayEndpoints own,
    PreviewStarter starter,
    PreviewForwarder forwarder,
    Revocations revocations,
    PreviewLimits limits,
    PreviewPages pages,
    PreviewMetrics metrics)
{
    // What decides at once does so without a state machine of its own: nearly every request finds all that it needs to know in memory.
    public Task InvokeAsync(HttpContext context)
    {
        if (!hosts.TryParse(context.Request.Host, out var previewId)) return next(context);
        if (own.IsOpen(context.Request)) return own.HandleOpenAsync(context);
        var decision = access.DecideAsync(context, previewId);
        return decision.IsCompletedSuccessfully ? FollowAsync(context, previewId, decision.Result) : AwaitAsync(context, previewId, decision);
    }

    private async Task AwaitAsync(HttpContext context, string previewId, ValueTask<AccessDecision> decision) =>
        await FollowAsync(context, previewId, await decision);

    private Task FollowAsync(HttpContext context, string previewId, AccessDecision decision)
    {
        switch (decision.Outcome)
        {
            case AccessOutcome.Granted:
                return AdmitAsync(new PreviewRequest(context, previewId, revocations.TokenOf(previewId, decision.Version)));
            case AccessOutcome.Unknown:
                return AnswerAsync(context, PreviewPage.For(new PreviewReadiness.Unavailable()));
            case AccessOutcome.Exchanged:
                metrics.Count(RequestOutcome.Exchanged);
                access.AnswerExchange(context, previewId, decision.Pass);
                return Task.CompletedTask;
            default:
                return AnswerAsync(context, limits.MayBeRefusedAgain(context) ? PreviewPage.Forbidden : PreviewPage.TooMany);
        }
    }

    private async Task AdmitAsync(PreviewRequest request)
    {
        var limit = limits.Of(request.PreviewId);
        if (!limit.TryBegin())
        {
            await AnswerAsync(request.Context, PreviewPage.TooMany);
            return;
        }

        try
        {
            if (own.IsOwn(request.Context.Request))
            {
                await own.HandleAsync(request);
                return;
            }

            var readiness = await starter.GetAsync(request.PreviewId);
            if (readiness is not PreviewReadiness.Running running) await AnswerAsync(request.Context, PreviewPage.For(readiness));
            else if (await forwarder.ForwardAsync(request, running.Address) == ForwardResult.Gone) await WakeAgainAsync(request);
        }
        finally
        {
            limit.End();
        }
    }

    private async Task WakeAgainAsync(PreviewRequest request) =>
        await AnswerAsync(request.Context, PreviewPage.For(await starter.WakeAgainAsync(request.PreviewId)));

    private Task AnswerAsync(HttpContext context, PreviewPage page)
    {
        metrics.Count(page.Outcome);
        return pages.WriteAsync(context, page);
    }
}
