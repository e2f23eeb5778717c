using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Features.Runs.Events;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Paging;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Runs;

internal static class RunEndpoints
{
    public static WebApplicationBuilder AddRuns(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CreateRunHandler>().AddScoped<CancelRunHandler>().AddScoped<RunStop>().AddScoped<AnswerHandler>();
        builder.Services.AddRunEvents();
        return builder;
    }

    public static void MapRuns(this RouteGroupBuilder v1)
    {
        var ofProject = v1.MapGroup("/projects/{projectId:guid}").WithTags("Runs").WithBodyLimit(BodyLimits.Projects);
        ofProject.MapPost("/runs", CreateAsync).Idempotent().WithName("createRun").WithSummary("Ask for a change; it is queued behind earlier ones");
        ofProject.MapGet("/runs", ListAsync).WithName("listRuns").WithSummary("The runs of a project, newest first");
        ofProject.MapGet("/messages", ListMessagesAsync).WithName("listMessages").WithSummary("The conversation, oldest first");
        var runs = v1.MapGroup("/runs/{id:guid}").WithTags("Runs");
        runs.MapGet("", GetAsync).WithName("getRun").WithSummary("One run");
        runs.MapPost("/cancel", CancelAsync).WithName("cancelRun").WithSummary("Stop a run");
        runs.MapPost("/answer", AnswerAsync).WithName("answerRun").WithSummary("Answer the question that a run waits for");
        runs.MapRunEvents();
    }

    private static Task<Results<Accepted<RunCreated>, InvalidRequest, LimitReached, Missing>> CreateAsync(
        Guid projectId, CreateRunRequest request, Caller caller, CreateRunHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(projectId, request, caller, cancellationToken);

    private static async Task<Results<Ok<Page<RunInfo>>, InvalidRequest, Missing>> ListAsync(
        Guid projectId, [AsParameters] PageQuery page, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (page.Validate() is { } invalid)
            return invalid;
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        var rows = await db.Runs.Where(r => r.ProjectId == projectId).NewestFirst(page.After).Take(page.Take + 1).WithQuestion(db).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(rows, r => new Cursor(r.Run.CreatedAt, r.Run.Id), r => r.ToInfo()));
    }

    private static async Task<Results<Ok<Page<MessageInfo>>, InvalidRequest, Missing>> ListMessagesAsync(
        Guid projectId, [AsParameters] PageQuery page, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (page.Validate() is { } invalid)
            return invalid;
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        var rows = await db.Messages.AsNoTracking().Where(m => m.ProjectId == projectId).OldestFirst(page.After).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(rows, m => new Cursor(m.CreatedAt, m.Id), m => new MessageInfo(m.Id, m.RunId, m.Role, m.Text, m.CreatedAt)));
    }

    private static async Task<Results<Ok<RunInfo>, Missing>> GetAsync(Guid id, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var row = await db.RunsOf(caller).Where(r => r.Id == id).WithQuestion(db).SingleOrDefaultAsync(cancellationToken);
        return row is null ? Missing.Run : TypedResults.Ok(row.ToInfo());
    }

    private static Task<Results<Accepted, StateConflict, Missing>> CancelAsync(
        Guid id, Caller caller, CancelRunHandler handler, CancellationToken cancellationToken) => handler.HandleAsync(id, caller, cancellationToken);

    private static Task<Results<Accepted, InvalidRequest, StateConflict, Missing>> AnswerAsync(
        Guid id, AnswerRequest request, Caller caller, AnswerHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(id, request, caller, cancellationToken);
}
