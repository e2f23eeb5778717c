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
    public Task InvokeAsync(HttpContext context)
    {
        if (!hosts.TryParse(context.Request.Host, out var previewId)) return next(context);
        return own.IsOpen(context.Request) ? own.HandleOpenAsync(context) : CheckAccessAsync(context, previewId);
    }

    private async Task CheckAccessAsync(HttpContext context, string previewId)
    {
        var decision = await access.DecideAsync(context, previewId);
        switch (decision.Outcome)
        {
            case AccessOutcome.Granted:
                await HandleAsync(new PreviewRequest(context, previewId, revocations.TokenOf(previewId, decision.Version)));
                break;
            case AccessOutcome.Unknown:
                await AnswerAsync(context, PreviewPage.For(new PreviewReadiness.Unavailable()));
                break;
            case AccessOutcome.Exchanged:
                metrics.Count(RequestOutcome.Exchanged);
                access.AnswerExchange(context, previewId, decision.Pass);
                break;
            default:
                await AnswerAsync(context, limits.MayBeRefusedAgain(context) ? PreviewPage.Forbidden : PreviewPage.TooMany);
                break;
        }
    }

    private async Task HandleAsync(PreviewRequest request)
    {
        using var lease = limits.Begin(request.PreviewId);
        if (lease.IsAcquired) await AnswerAsync(request);
        else await AnswerAsync(request.Context, PreviewPage.TooMany);
    }

    private async Task AnswerAsync(PreviewRequest request)
    {
        if (own.IsOwn(request.Context.Request))
        {
            await own.HandleAsync(request);
            return;
        }

        var readiness = await starter.GetAsync(request.PreviewId);
        if (readiness is PreviewReadiness.Running running && await forwarder.ForwardAsync(request, running.Address) == ForwardResult.Gone)
            readiness = await starter.WakeAgainAsync(request.PreviewId);
        else if (readiness is PreviewReadiness.Running)
            return;

        await AnswerAsync(request.Context, PreviewPage.For(readiness));
    }

    private Task AnswerAsync(HttpContext context, PreviewPage page)
    {
        metrics.Count(page.Outcome);
        return pages.WriteAsync(context, page);
    }
}
