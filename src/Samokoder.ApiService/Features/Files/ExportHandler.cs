using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Limits;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Files;

/// <summary>A project's files as a zip. Counted once AgentService has begun to answer; what it refuses costs nothing.</summary>
internal sealed class ExportHandler(SamokoderDbContext db, AgentClient agent, Quotas quotas, Transactions transactions)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<Results<AgentResult, Missing, LimitReached>> HandleAsync(
        Guid projectId, Caller caller, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await db.ProjectsOf(caller).Where(p => p.Id == projectId).Select(p => p.Name).SingleOrDefaultAsync(cancellationToken) is not { } name)
            return Missing.Project;
        await using var transaction = await transactions.BeginAsync(cancellationToken);
        if (await quotas.TakeAsync(caller.UserId, Quota.Exports, cancellationToken) is { } limited)
            return limited;
        var answer = await BeginAsync(projectId, cancellationToken);
        if (answer is { IsSuccessStatusCode: true })
        {
            await transaction.CommitAsync(cancellationToken);
            FileNameHeader.Attachment(response, name, ".zip");
        }

        return new AgentResult(_ => Task.FromResult(answer ?? throw new HttpRequestException("The export did not begin in time.")));
    }

    /// <summary>Null when it does not answer.</summary>
    private async Task<HttpResponseMessage?> BeginAsync(Guid projectId, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await agent.SendAsync(HttpMethod.Get, $"projects/{projectId}/export", null, limit.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null; // the HTTP client's telemetry has the failure
        }
    }
}
