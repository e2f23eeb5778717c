using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>Writes down what administrators do, in the transaction of what they do: there is no act without its entry.</summary>
internal sealed class AuditLog(SamokoderDbContext db, SecurityLog log, TimeProvider time)
{
    /// <summary>Adds the entry to the context; save it with the act.</summary>
    /// <param name="before">What the act changes, as it was; null when there was nothing.</param>
    public async Task AddAsync(
        HttpContext context, Caller actor, string action, (Guid Id, string Email) target, object? before, object? after, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var email = await db.Users.Where(u => u.Id == actor.UserId).Select(u => u.Email).SingleAsync(cancellationToken);
        db.AuditEntries.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(now), At = now, ActorId = actor.UserId, ActorEmail = email!, Action = action, TargetId = target.Id, TargetEmail = target.Email,
            Before = Json(before), After = Json(after), Address = context.ClientAddress(),
        });
        log.AdminActed(actor.UserId, action, target.Id, context.ClientAddress());
    }

    private static string? Json(object? value) => value is null ? null : JsonSerializer.Serialize(value, value.GetType(), ContractJson.Options);
}
