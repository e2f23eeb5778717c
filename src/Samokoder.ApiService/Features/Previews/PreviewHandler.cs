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
internal sealed class PreviewHandler(SamokoderDbContext db, PreviewDirectory directory, PreviewLinks links, AgentClient agent)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> GetAsync(Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindIdAsync(projectId, caller, cancellationToken) is not { } previewId)
            return Missing.Project;
        var (entry, isKnown) = await LookUpAsync(previewId);
        if (entry is { Owner: not null } || !isKnown)
            return await AskAsync(HttpMethod.Get, "", previewId, entry?.Owner, cancellationToken);
        return entry is null ? Describe(previewId, PreviewStatus.Stopped, null, null) : Describe(previewId, entry.Status, entry.Error, null);
    }

    public async Task<Results<Ok<PreviewInfo>, Missing, Unavailable>> SendAsync(string action, Guid projectId, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindIdAsync(projectId, caller, cancellationToken) is not { } previewId)
            return Missing.Project;
        var (entry, _) = await LookUpAsync(previewId);
        return await AskAsync(HttpMethod.Post, $"/{action}", previewId, entry?.Owner, cancellationToken);
    }

    private Task<string?> FindIdAsync(Guid projectId, Caller caller, CancellationToken cancellationToken) =>
        db.ProjectsOf(caller).Where(p => p.Id == projectId).Select(p => p.PreviewId).SingleOrDefaultAsync(cancellationToken);

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
        HttpMethod method, string action, string previewId, string? owner, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var answer = await agent.SendAsync(method, $"previews/{previewId}{action}", owner, limit.Token);
            if (answer.IsSuccessStatusCode && await answer.Content.ReadFromJsonAsync<PreviewState>(ContractJson.Options, limit.Token) is { } state)
                return Describe(previewId, state.Status, state.Error, state.StartedAt);
            return AgentResult.Away;
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException || IsOurLimit(exception, cancellationToken))
        {
            return AgentResult.Away;
        }
    }

    private static bool IsOurLimit(Exception exception, CancellationToken request) => exception is OperationCanceledException && !request.IsCancellationRequested;

    /// <summary>The gateway wakes a preview that is stopped, so its address works too; that of a failed one would show only the failure.</summary>
    private Ok<PreviewInfo> Describe(string previewId, PreviewStatus status, string? error, DateTimeOffset? startedAt) =>
        TypedResults.Ok(new PreviewInfo(status, status == PreviewStatus.Failed ? null : links.WithTicket(previewId), error, startedAt));
}
