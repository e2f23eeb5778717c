using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Runs;
using Samokoder.Data;
using Samokoder.Data.Projects;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>Ownership is part of every query: what belongs to somebody else is not found.</summary>
internal static class ProjectQueries
{
    public static IQueryable<Project> ProjectsOf(this SamokoderDbContext db, Caller caller) => db.Projects.Where(p => p.OwnerId == caller.UserId);

    public static Task<Project?> FindProjectAsync(this SamokoderDbContext db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        db.ProjectsOf(caller).SingleOrDefaultAsync(p => p.Id == id, cancellationToken);

    public static Task<bool> OwnsProjectAsync(this SamokoderDbContext db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        db.ProjectsOf(caller).AnyAsync(p => p.Id == id, cancellationToken);

    /// <summary>Each with its last run and, while that waits, the question it waits for.</summary>
    public static IQueryable<ProjectRow> WithLastRun(this IQueryable<Project> projects, SamokoderDbContext db) =>
        projects.AsNoTracking().Select(p => new ProjectRow(
            p,
            db.Runs.Where(r => r.ProjectId == p.Id).OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id)
                .Select(r => new RunRow(r, db.Questions.FirstOrDefault(q => q.RunId == r.Id && q.AnsweredAt == null)))
                .FirstOrDefault()));
}
