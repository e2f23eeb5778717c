using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;
using Samokoder.Data;
using Samokoder.Messaging.Previews;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Previews;

/// <summary>Reads previews from the directory; starting and stopping is up to the replica that owns them.</summary>
internal sealed class PreviewHandler(
    SamokoderDbContext db, PreviewDirectory directory, PreviewLinks links, AgentClient agent, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> GetAsync(Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindAsync(projectId, caller, cancellationToken) is not { } preview)
            return Missing.Project;
        var (entry, isKnown) = await LookUpAsync(preview.PreviewId);
        if (entry is { Owner: not null } || !isKnown)
            return await AskAsync(HttpMethod.Get, "", preview, entry?.Owner, cancellationToken);
        return entry is null ? Describe(preview, PreviewStatus.Stopped, null, null) : Describe(preview, entry.Status, entry.Error, null);
    }

    public async Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> SendAsync(string action, Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindAsync(projectId, caller, cancellationToken) is not { } preview)
            return Missing.Project;
        var (entry, _) = await LookUpAsync(preview.PreviewId);
        return await AskAsync(HttpMethod.Post, $"/{action}", preview, entry?.Owner, cancellationToken);
    }

    private Task<PreviewRow?> FindAsync(Guid projectId, Caller caller, CancellationToken cancellationToken) =>
        db.ProjectsOf(caller).Where(p => p.Id == projectId).Select(PreviewRow.Of).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Without Redis nothing is known of owners: then any replica is asked.</summary>
    private async Task<(PreviewEntry? Entry, bool IsKnown)> LookUpAsync(string previewId)
    {
        try
        {
            return (await directory.FindAsync(previewId), true);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return (null, false);
        }
    }

    private async Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> AskAsync(
        HttpMethod method, string action, PreviewRow preview, string? owner, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await agent.SendAsync(method, $"previews/{preview.PreviewId}{action}", owner, limit.Token);
            if (answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<PreviewState>(ContractJson.Options, limit.Token) is { } state)
                return Describe(preview, state.Status, state.Error, state.StartedAt, state.DatabaseFull);
            return AgentResult.Away;
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException || IsOurLimit(exception, cancellationToken))
        {
            return AgentResult.Away;
        }
    }

    private static bool IsOurLimit(Exception exception, CancellationToken request) => exception is OperationCanceledException && !request.IsCancellationRequested;

    /// <summary>The gateway wakes a preview that is stopped, so its address works too; that of a failed one would show only the failure.</summary>
    private Ok<PreviewInfo> Describe(PreviewRow preview, PreviewStatus status, string? error, DateTimeOffset? startedAt, bool databaseFull = false) => TypedResults.Ok(new PreviewInfo(
        status, status == PreviewStatus.Failed ? null : links.WithTicket(preview.PreviewId, preview.Version), error, startedAt,
        preview.ToShare(links, time.GetUtcNow()), databaseFull));
}
