using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Paging;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Projects;

namespace Samokoder.ApiService.Features.Checkpoints;

/// <summary>Ownership is part of every query: what belongs to somebody else is not found.</summary>
internal static class CheckpointQueries
{
    public static Http.Problems.Missing Missing => new("There is no such version of this project. Load the list of versions again.");

    public static Task<Checkpoint?> FindCheckpointAsync(
        this SamokoderDbContext db, Caller caller, Guid projectId, Guid id, CancellationToken cancellationToken) =>
        db.Checkpoints.AsNoTracking().SingleOrDefaultAsync(
            c => c.Id == id && c.ProjectId == projectId && db.Projects.Any(p => p.Id == projectId && p.OwnerId == caller.UserId), cancellationToken);

    /// <summary>The commit of the version before; null for the first.</summary>
    public static Task<string?> ShaBeforeAsync(this SamokoderDbContext db, Checkpoint checkpoint, CancellationToken cancellationToken) =>
        db.Checkpoints.Where(c => c.ProjectId == checkpoint.ProjectId).NewestFirst(new Cursor(checkpoint.CreatedAt, checkpoint.Id))
            .Select(c => (string?)c.Sha).FirstOrDefaultAsync(cancellationToken);

    public static IQueryable<Checkpoint> NewestFirst(this IQueryable<Checkpoint> checkpoints, Cursor? after)
    {
        if (after is { } last)
            checkpoints = checkpoints.Where(c => EF.Functions.LessThan(ValueTuple.Create(c.CreatedAt, c.Id), ValueTuple.Create(last.At, last.Id)));
        return checkpoints.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id);
    }

    public static CheckpointInfo ToInfo(this Checkpoint checkpoint) => new(
        checkpoint.Id, checkpoint.RunId, checkpoint.Title, checkpoint.CreatedAt,
        checkpoint.Verification is { } json ? JsonSerializer.Deserialize<List<VerificationRung>>(json, ContractJson.Options) : null);
}
