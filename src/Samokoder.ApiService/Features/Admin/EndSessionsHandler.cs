using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>Signs a person out everywhere, as when a device was lost. They may sign in again; personal access tokens stay.</summary>
internal sealed class EndSessionsHandler(SessionEnds ends, AuditLog audit, SamokoderDbContext db)
{
    public async Task<Results<NoContent, Missing>> HandleAsync(Guid id, Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
            return new Missing("There is no such user.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ended = await ends.EndAllAsync(db, id, except: null, cancellationToken);
        await audit.AddAsync(context, caller, AuditActions.EndSessions, (id, user.Email!), new { sessions = ended.Count }, new { sessions = 0 }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ends.AnnounceAsync(ended);
        return TypedResults.NoContent();
    }
}
