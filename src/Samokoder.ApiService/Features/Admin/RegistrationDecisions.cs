using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Auth.Registration;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>Lets somebody who registered in, or not.</summary>
internal sealed class RegistrationDecisions(SamokoderDbContext db, PendingRegistrations pending, AuditLog audit, TimeProvider time)
{
    public async Task<Results<NoContent, StateConflict, Missing>> ApproveAsync(Guid id, Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.PendingRegistrations.SingleOrDefaultAsync(r => r.Id == id && r.ExpiresAt > now, cancellationToken) is not { } wish)
            return Gone;
        if (await pending.AcceptAsync(wish, isConfirmed: false, cancellationToken) is not { } user)
            return new StateConflict(ErrorCodes.EmailTaken, "There is an account with this e-mail already. Reject this registration.");
        await audit.AddAsync(context, caller, AuditActions.ApproveRegistration, (user.Id, user.Email!), null, new { user.DisplayName, user.Tier }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    public async Task<Results<NoContent, Missing>> RejectAsync(Guid id, Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (await db.PendingRegistrations.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } wish)
            return Gone;
        db.PendingRegistrations.Remove(wish);
        await audit.AddAsync(context, caller, AuditActions.RejectRegistration, (wish.Id, wish.Email), new { wish.DisplayName, wish.Address }, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static Missing Gone => new("There is no such registration. Somebody else may have decided it.");
}
