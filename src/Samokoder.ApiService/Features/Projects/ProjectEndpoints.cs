using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Usage;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Paging;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Projects;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Projects;

internal static class ProjectEndpoints
{
    private const int DescriptionLength = 2000;

    public static WebApplicationBuilder AddProjects(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProjectList>().AddSingleton<ProjectListVersions>().AddSingleton<ProjectPages>();
        builder.Services.AddScoped<CreateProjectHandler>().AddScoped<DeleteProjectHandler>();
        return builder;
    }

    public static void MapProjects(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/projects").WithTags("Projects").WithBodyLimit(BodyLimits.Projects);
        group.MapPost("", CreateAsync).Idempotent().RequireRateLimiting(RatePolicies.NewProject).WithName("createProject").WithSummary("Create a project and start its first run");
        group.MapGet("", ListAsync).WithName("listProjects").WithSummary("The caller's projects, last changed first");
        group.MapGet("/{id:guid}", GetAsync).WithName("getProject").WithSummary("One project");
        group.MapPatch("/{id:guid}", UpdateAsync).WithName("updateProject").WithSummary("Rename or describe a project, or limit what it may cost");
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("deleteProject").WithSummary("Delete a project with everything in it");
    }

    private static Task<Results<Created<ProjectCreated>, InvalidRequest, LimitReached>> CreateAsync(
        CreateProjectRequest request, Caller caller, CreateProjectHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, caller, cancellationToken);

    private static async Task<Results<ProjectPageResult, InvalidRequest>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, ProjectPages pages, CancellationToken cancellationToken) =>
        page.Validate() is { } invalid ? invalid : new ProjectPageResult(await pages.ReadAsync(caller.UserId, page, cancellationToken));

    private static async Task<Results<Ok<ProjectInfo>, Missing>> GetAsync(Guid id, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken) =>
        await FindInfoAsync(id, caller, db, cancellationToken) is { } project ? TypedResults.Ok(project) : Missing.Project;

    private static async Task<Results<Ok<ProjectInfo>, InvalidRequest, Missing>> UpdateAsync(
        Guid id, UpdateProjectRequest request, Caller caller, SamokoderDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        if (await db.FindProjectAsync(caller, id, cancellationToken) is not { } project)
            return Missing.Project;
        project.Name = request.Name?.Trim() ?? project.Name;
        project.Description = request.Description?.Trim() ?? project.Description;
        if (request.Budget is { } budget)
            project.BudgetUsd = budget.CapUsd;
        project.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return await FindInfoAsync(id, caller, db, cancellationToken) is { } updated ? TypedResults.Ok(updated) : Missing.Project;
    }

    private static async Task<Results<NoContent, Missing>> DeleteAsync(Guid id, Caller caller, DeleteProjectHandler handler, CancellationToken cancellationToken) =>
        await handler.HandleAsync(id, caller, cancellationToken) ? TypedResults.NoContent() : Missing.Project;

    private static async Task<ProjectInfo?> FindInfoAsync(Guid id, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var row = await db.ProjectsOf(caller).Where(p => p.Id == id).WithLastRun(db).SingleOrDefaultAsync(cancellationToken);
        return row?.ToInfo();
    }

    private static InvalidRequest? Validate(UpdateProjectRequest request) => new Validator()
        .Check(request.Name is null || !string.IsNullOrWhiteSpace(request.Name), "name", "A project needs a name. Leave the field away to keep the present one.")
        .Bounded("name", request.Name, ProjectName.MaxLength)
        .OneLine("name", request.Name)
        .Bounded("description", request.Description, DescriptionLength)
        .Cap("budget.capUsd", request.Budget?.CapUsd)
        .Problem;
}
