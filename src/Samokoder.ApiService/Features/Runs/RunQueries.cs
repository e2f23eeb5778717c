using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Paging;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;

namespace Samokoder.ApiService.Features.Runs;

/// <summary>Ownership is part of every query: what belongs to somebody else is not found.</summary>
internal static class RunQueries
{
    public static IQueryable<Run> RunsOf(this SamokoderDbContext db, Caller caller) =>
        db.Runs.Where(r => db.Projects.Any(p => p.Id == r.ProjectId && p.OwnerId == caller.UserId));

    public static Task<bool> OwnsRunAsync(this SamokoderDbContext db, Caller caller, Guid id, CancellationToken cancellationToken) =>
        db.RunsOf(caller).AnyAsync(r => r.Id == id, cancellationToken);

    public static IQueryable<RunRow> WithQuestion(this IQueryable<Run> runs, SamokoderDbContext db) =>
        runs.AsNoTracking().Select(r => new RunRow(r, db.Questions.FirstOrDefault(q => q.RunId == r.Id && q.AnsweredAt == null)));

    public static IQueryable<Run> NewestFirst(this IQueryable<Run> runs, Cursor? after)
    {
        if (after is { } last)
            runs = runs.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.CreatedAt, r.Id), ValueTuple.Create(last.At, last.Id)));
        return runs.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id);
    }

    public static IQueryable<Message> OldestFirst(this IQueryable<Message> messages, Cursor? after)
    {
        if (after is { } last)
            messages = messages.Where(m => EF.Functions.GreaterThan(ValueTuple.Create(m.CreatedAt, m.Id), ValueTuple.Create(last.At, last.Id)));
        return messages.OrderBy(m => m.CreatedAt).ThenBy(m => m.Id);
    }

    public static bool IsFinal(this RunStatus status) => status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;
}
