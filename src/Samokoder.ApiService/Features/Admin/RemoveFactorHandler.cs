using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>
/// Takes away the second factor of somebody who lost the app and the recovery codes, and ends their sign-ins. Where one is required, they set up a new one when
/// they sign in. Not one's own: that takes the password and a code.
/// </summary>
internal sealed class RemoveFactorHandler(SecondFactors factors, SessionEnds ends, AuditLog audit, SecurityLog log, SamokoderDbContext db)
{
    public async Task<Results<NoContent, StateConflict, Missing>> HandleAsync(Guid id, Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
            return new Missing("There is no such user.");
        if (id == caller.UserId)
            return new StateConflict(ErrorCodes.SecondFactorOwn, "This is your own authenticator app. Turn it off, or change to another one, in your security settings.");
        if (!user.TwoFactorEnabled)
            return new StateConflict(ErrorCodes.SecondFactorMissing, "This person has no authenticator app set up.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await factors.RemoveWithinAsync(id, cancellationToken);
        var ended = await ends.EndAllAsync(db, id, except: null, cancellationToken);
        await audit.AddAsync(context, caller, AuditActions.RemoveSecondFactor, (id, user.Email!), new { secondFactor = true }, new { secondFactor = false }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ends.AnnounceAsync(ended);
        log.SecondFactor("removed by an administrator", id);
        return TypedResults.NoContent();
    }
}
