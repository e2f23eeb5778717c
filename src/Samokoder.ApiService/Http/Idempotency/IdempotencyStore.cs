using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Data;
using Samokoder.Data.Idempotency;

namespace Samokoder.ApiService.Http.Idempotency;

/// <summary>The requests of one user and route that were carried out with a key, for <see cref="Lifetime"/>.</summary>
internal sealed class IdempotencyStore(SamokoderDbContext db, IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>Claims the key, or finds who has it. Waits, up to 5 s, for a request of the same moment to commit or to give it back.</summary>
    public async Task<Claim> ClaimAsync(Guid userId, string route, string key, byte[] hash, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            var claimed = await db.Database.ExecuteSqlAsync(
                $"""
                SET LOCAL lock_timeout = '5s';
                INSERT INTO idempotent_requests (user_id, route, key, request_hash, answer, created_at) VALUES ({userId}, {route}, {key}, {hash}, '', {now})
                ON CONFLICT (user_id, route, key) DO UPDATE SET request_hash = excluded.request_hash, answer = '', created_at = excluded.created_at
                WHERE idempotent_requests.created_at < {now - Lifetime};
                SET LOCAL lock_timeout TO DEFAULT
                """, cancellationToken);
            return claimed == 1 ? Claim.Ours : await FindAsync(userId, route, key, hash, cancellationToken);
        }
        catch (PostgresException waited) when (waited.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return Claim.InProgress;
        }
    }

    public Task KeepAsync(Guid userId, string route, string key, StoredAnswer answer, CancellationToken cancellationToken)
    {
        var encrypted = Protector(userId).Protect(JsonSerializer.SerializeToUtf8Bytes(answer));
        return db.IdempotentRequests.Where(r => r.UserId == userId && r.Route == route && r.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Answer, encrypted), cancellationToken);
    }

    private async Task<Claim> FindAsync(Guid userId, string route, string key, byte[] hash, CancellationToken cancellationToken)
    {
        var stored = await db.IdempotentRequests.AsNoTracking().SingleAsync(r => r.UserId == userId && r.Route == route && r.Key == key, cancellationToken);
        return stored.RequestHash.AsSpan().SequenceEqual(hash)
            ? new Claim(ClaimState.Done, JsonSerializer.Deserialize<StoredAnswer>(Protector(userId).Unprotect(stored.Answer)))
            : Claim.OfAnother;
    }

    private IDataProtector Protector(Guid userId) => protection.CreateProtector("Samokoder.Idempotency", userId.ToString("N"));

    internal enum ClaimState
    {
        Ours,
        Done,
        OfAnother,
        InProgress,
    }

    internal sealed record Claim(ClaimState State, StoredAnswer? Answer = null)
    {
        public static Claim Ours { get; } = new(ClaimState.Ours);

        public static Claim OfAnother { get; } = new(ClaimState.OfAnother);

        public static Claim InProgress { get; } = new(ClaimState.InProgress);
    }
}
