using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Attachments;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Models;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Features.Usage;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Runs;

internal sealed class CreateRunHandler(
    SamokoderDbContext db, RunQueue queue, RunWakeups wakeups, UserModels models, BudgetCheck budget, Transactions transactions, SecurityLog log)
{
    public async Task<Results<Accepted<RunCreated>, InvalidRequest, LimitReached, Missing>> HandleAsync(
        Guid projectId, CreateRunRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (new Validator().Prompt(request.Prompt).Attachments(request.Attachments).Problem is { } invalid)
            return invalid;
        if (await db.FindProjectAsync(caller, projectId, cancellationToken) is not { } project)
            return Missing.Project;
        var model = request.Model ?? ServiceNames.DemoModelId;
        if (await models.CheckAsync(caller, model, cancellationToken) is { } unusable)
            return unusable;
        if (await budget.FindAsync(caller, projectId, model, cancellationToken) is { } spent)
            return spent;
        var run = queue.Add(db, project, request.Prompt.Trim(), model, request.ApprovePlan);
        db.AddAttachments(run, request.Attachments);
        await db.SaveChangesAsync(cancellationToken);
        await transactions.AfterCommitAsync(() => wakeups.WakeAsync(run.Id));
        log.WorkAsked(caller.UserId, caller.SessionId, projectId, run.Id);
        return TypedResults.Accepted($"/v1/runs/{run.Id}", new RunCreated(new RunRow(run, null).ToInfo()));
    }
}
