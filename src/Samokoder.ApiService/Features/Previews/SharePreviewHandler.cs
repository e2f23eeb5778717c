using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Limits;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Previews;
using Samokoder.Data;
using Samokoder.Messaging.Previews;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Previews;

/// <summary>
/// Opens a preview to others and closes it again. Either raises the version of its access: links and passes given before end at once, and
/// the owner's own frame gets a new ticket.
/// </summary>
internal sealed partial class SharePreviewHandler(
    SamokoderDbContext db, Quotas quotas, Transactions transactions, PreviewDirectory directory, PreviewLinks links, TimeProvider time,
    ILogger<SharePreviewHandler> logger)
{
    private const int LongestHours = 365 * 24;

    public async Task<Results<Ok<PreviewShare>, InvalidRequest, LimitReached, Missing>> ShareAsync(
        Guid projectId, SharePreviewRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        DateTimeOffset? expiresAt = request.ExpiresInHours is { } hours ? time.GetUtcNow().AddHours(hours) : null;
        await using var transaction = await transactions.BeginAsync(cancellationToken);
        if (await ChangeAsync(projectId, request.Audience, expiresAt, caller, cancellationToken) is not { } row)
            return Missing.Project;
        if (await quotas.TakeAsync(caller.UserId, Quota.SharedPreviews, cancellationToken) is { } limited)
            return limited;
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(row.ToShare(links, time.GetUtcNow()));
    }

    public async Task<Results<NoContent, Missing>> RevokeAsync(Guid projectId, Caller caller, CancellationToken cancellationToken) =>
        await ChangeAsync(projectId, PreviewAudience.Private, null, caller, cancellationToken) is null ? Missing.Project : TypedResults.NoContent();

    private static InvalidRequest? Validate(SharePreviewRequest request) => new Validator()
        .Check(request.Audience is PreviewAudience.Link or PreviewAudience.Public, "audience", "It must be link or public.")
        .Check(request.ExpiresInHours is null or (>= 1 and <= LongestHours), "expiresInHours", $"It must be from 1 to {LongestHours}, or left out.")
        .Problem;

    private async Task<PreviewRow?> ChangeAsync(
        Guid projectId, PreviewAudience audience, DateTimeOffset? expiresAt, Caller caller, CancellationToken cancellationToken)
    {
        var project = db.ProjectsOf(caller).Where(p => p.Id == projectId);
        var changed = await project.ExecuteUpdateAsync(
            set => set.SetProperty(p => p.PreviewAudience, audience).SetProperty(p => p.ShareExpiresAt, expiresAt)
                .SetProperty(p => p.PreviewAccessVersion, p => p.PreviewAccessVersion + 1),
            cancellationToken);
        if (changed == 0) return null;
        var row = await project.Select(PreviewRow.Of).SingleOrDefaultAsync(cancellationToken);
        if (row is not null) await transactions.AfterCommitAsync(() => AnnounceAsync(row.PreviewId));
        return row;
    }

    private async Task AnnounceAsync(string previewId)
    {
        try
        {
            await directory.AnnounceAsync(previewId);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogLate(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Redis does not answer: gateways notice that who may see a preview has changed up to 30 s late.")]
    private static partial void LogLate(ILogger logger, Exception exception);
}
