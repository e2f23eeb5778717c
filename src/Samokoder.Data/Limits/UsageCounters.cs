using Microsoft.EntityFrameworkCore;

namespace Samokoder.Data.Limits;

public static class UsageCounters
{
    /// <summary>
    /// Raises a counter by one unless it has reached <paramref name="limit"/> (1 or more). One statement: of many at once, none is
    /// counted that is one too many. In a transaction the next one waits until this one has ended.
    /// </summary>
    /// <returns>False when the limit is reached; then nothing has changed.</returns>
    public static async Task<bool> TryRaiseAsync(
        this SamokoderDbContext db, Guid userId, string counter, string period, long limit, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO usage_counters (user_id, counter, period, used) VALUES ({userId}, {counter}, {period}, 1)
            ON CONFLICT (user_id, counter, period) DO UPDATE SET used = usage_counters.used + 1 WHERE usage_counters.used < {limit}
            """,
            cancellationToken) == 1;
}
