using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Attachments;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Limits;
using Samokoder.ApiService.Features.Models;
using Samokoder.ApiService.Features.Runs;
using Samokoder.ApiService.Features.Usage;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Data;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>Creates a project and queues its first run: both or neither.</summary>
internal sealed class CreateProjectHandler(SamokoderDbContext db, RunQueue queue, RunWakeups wakeups, UserModels models,
    Quotas quotas, BudgetCheck budget, Transactions transactions, SecurityLog log, TimeProvider time)
{
    public async Task<Results<Created<ProjectCreated>, InvalidRequest, LimitReached>> HandleAsync(
        CreateProjectRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        var model = request.Model ?? ServiceNames.DemoModelId;
        if (await models.CheckAsync(caller, model, cancellationToken) is { } unusable)
            return unusable;
        if (await budget.FindAsync(caller, null, model, cancellationToken) is { } spent)
            return spent;
        await using var transaction = await transactions.BeginAsync(cancellationToken);
        if (await quotas.TakeAsync(caller.UserId, Quota.Projects, cancellationToken) is { } limited)
            return limited;
        var project = Create(request, caller);
        db.Projects.Add(project);
        var run = queue.Add(db, project, request.Prompt.Trim(), model, request.ApprovePlan);
        db.AddAttachments(run, request.Attachments);
        await db.SaveChangesAsync(cancellationToken);
        await transactions.AfterCommitAsync(() => wakeups.WakeAsync(run.Id));
        await transaction.CommitAsync(cancellationToken);
        log.WorkAsked(caller.UserId, caller.SessionId, project.Id, run.Id);
        var created = new ProjectRow(project, new RunRow(run, null)).ToInfo();
        return TypedResults.Created($"/v1/projects/{project.Id}", new ProjectCreated(created, created.LastRun!));
    }

    private static InvalidRequest? Validate(CreateProjectRequest request) => new Validator()
        .Prompt(request.Prompt)
        .Attachments(request.Attachments)
        .Bounded("name", request.Name, ProjectName.MaxLength)
        .OneLine("name", request.Name)
        .Check(Starters.Exists(request.Starter), "starter", $"There is no such starter. Leave it away, or use one of {string.Join(", ", StarterIds.All)}.")
        .Check(Starters.Fits(request.Starter, request.Model ?? ServiceNames.DemoModelId), "starter", $"The demo model builds on {StarterIds.ReactVite} alone. Leave the starter away, or choose another model.")
        .Problem;

    private Project Create(CreateProjectRequest request, Caller caller)
    {
        var now = time.GetUtcNow();
        return new Project
        {
            Id = Guid.CreateVersion7(now), OwnerId = caller.UserId, Starter = request.Starter ?? StarterIds.Automatic, PreviewId = Project.NewPreviewId(),
            Name = string.IsNullOrWhiteSpace(request.Name) ? ProjectName.From(request.Prompt) : request.Name.Trim(), CreatedAt = now, UpdatedAt = now,
        };
    }
}
