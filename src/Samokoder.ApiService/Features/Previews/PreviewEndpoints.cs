using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Limits;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;

namespace Samokoder.ApiService.Features.Previews;

internal static class PreviewEndpoints
{
    public static WebApplicationBuilder AddPreviews(this WebApplicationBuilder builder)
    {
        builder.Services.AddPreviewLinks();
        builder.Services.AddScoped<PreviewHandler>().AddScoped<SharePreviewHandler>();
        return builder;
    }

    public static void MapPreviews(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/projects/{projectId:guid}/preview").WithTags("Previews");
        group.MapGet("", GetAsync).WithName("getPreview").WithSummary("Whether the preview runs, with an address that opens it once");
        group.MapPost("/start", StartAsync).WithName("startPreview").WithSummary("Start the preview; answers at once");
        group.MapPost("/stop", StopAsync).WithName("stopPreview").WithSummary("Stop the preview");
        group.MapPost("/share", ShareAsync).Idempotent().WithName("sharePreview").WithSummary("Open the preview to others; ends what was shared before");
        group.MapDelete("/share", RevokeAsync).WithName("revokePreviewShare").WithSummary("Close the preview to others at once");
    }

    private static Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> GetAsync(
        Guid projectId, Caller caller, PreviewHandler handler, CancellationToken cancellationToken) => handler.GetAsync(projectId, caller, cancellationToken);

    private static Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> StartAsync(
        Guid projectId, Caller caller, PreviewHandler handler, CancellationToken cancellationToken) => handler.SendAsync("start", projectId, caller, cancellationToken);

    private static Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> StopAsync(
        Guid projectId, Caller caller, PreviewHandler handler, CancellationToken cancellationToken) => handler.SendAsync("stop", projectId, caller, cancellationToken);

    private static Task<Results<Ok<PreviewShare>, InvalidRequest, LimitReached, Missing>> ShareAsync(
        Guid projectId, SharePreviewRequest request, Caller caller, SharePreviewHandler handler, CancellationToken cancellationToken) =>
        handler.ShareAsync(projectId, request, caller, cancellationToken);

    private static Task<Results<NoContent, Missing>> RevokeAsync(
        Guid projectId, Caller caller, SharePreviewHandler handler, CancellationToken cancellationToken) =>
        handler.RevokeAsync(projectId, caller, cancellationToken);
}
