using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>
/// Sets tier, block and admin flag. Changes of who is admin take turns, so that two administrators who remove each other leave one.
/// </summary>
internal sealed class UpdateUserHandler(SamokoderDbContext db, AuditLog audit, SessionEnds ends, BlockedUsers blocked)
{
    /// <summary>Any number of our own.</summary>
    private const long AdminsLock = 0x5361_6D6F_4164;

    private const int ReasonLength = 500;

    public async Task<Results<Ok<AdminUser>, InvalidRequest, StateConflict, Missing>> HandleAsync(
        Guid id, UpdateUserRequest request, Caller caller, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdminsLock})", cancellationToken);
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
            return new Missing("There is no such user.");
        var (before, wasBlocked) = (StateOf(user), user.IsBlocked);
        Apply(request, user);
        if (!(user is { IsAdmin: true, IsBlocked: false } || await db.Users.AnyAsync(u => u.Id != id && u.IsAdmin && !u.IsBlocked, cancellationToken)))
            return new StateConflict(ErrorCodes.LastAdmin, "This is the last administrator. Make somebody else one first.");
        if (StateOf(user) != before)
            await audit.AddAsync(context, caller, ActionOf(user, wasBlocked), (user.Id, user.Email!), before, StateOf(user), cancellationToken);
        var ended = user.IsBlocked ? await ends.EndAllAsync(db, id, except: null, cancellationToken) : [];
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ends.AnnounceAsync(ended);
        if (user.IsBlocked != wasBlocked)
            await blocked.AnnounceAsync(id, cancellationToken);
        if (user.IsBlocked)
            await blocked.StopWorkAsync(id, cancellationToken);
        return TypedResults.Ok(await db.Users.Where(u => u.Id == id).ToAdminUsers(db).SingleAsync(cancellationToken));
    }

    private static void Apply(UpdateUserRequest request, User user)
    {
        user.Tier = request.Tier ?? user.Tier;
        user.IsAdmin = request.IsAdmin ?? user.IsAdmin;
        user.IsBlocked = request.IsBlocked ?? user.IsBlocked;
        user.BlockedReason = user.IsBlocked ? request.BlockedReason?.Trim() ?? user.BlockedReason : null;
    }

    private static string ActionOf(User user, bool wasBlocked) => (wasBlocked, user.IsBlocked) switch
    {
        (false, true) => AuditActions.BlockUser,
        (true, false) => AuditActions.UnblockUser,
        _ => AuditActions.UpdateUser,
    };

    private static State StateOf(User user) => new(user.Tier, user.IsAdmin, user.IsBlocked, user.BlockedReason);

    private static InvalidRequest? Validate(UpdateUserRequest request) => new Validator()
        .Check(request.Tier is null or "free" or "starter" or "pro" or "team", "tier", "It must be free, starter, pro or team.")
        .Check(request.IsBlocked != true || !string.IsNullOrWhiteSpace(request.BlockedReason), "blockedReason", "Say why; the person will read it.")
        .Bounded("blockedReason", request.BlockedReason, ReasonLength)
        .OneLine("blockedReason", request.BlockedReason)
        .Problem;

    private sealed record State(string Tier, bool IsAdmin, bool IsBlocked, string? BlockedReason);
}
