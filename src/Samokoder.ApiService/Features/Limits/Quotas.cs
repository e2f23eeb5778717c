using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Limits;
using Samokoder.Data;
using Samokoder.Data.Limits;

namespace Samokoder.ApiService.Features.Limits;

/// <summary>
/// Counts what a tier limits, in the transaction of what is counted: begin one with <see cref="Transactions"/>, take, change, commit. What is
/// rolled back was not counted.
/// </summary>
internal sealed class Quotas(SamokoderDbContext db, IOptions<LimitOptions> options, TimeProvider time)
{
    /// <summary>Counts one use. Null when it may go on; else why not, and nothing was counted.</summary>
    public async Task<LimitReached?> TakeAsync(Guid userId, Quota quota, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is null)
            throw new InvalidOperationException("A quota is taken inside the transaction of what it counts.");
        var (tier, limits) = await LimitsOfAsync(userId, cancellationToken);
        var limit = limits.Of(quota);
        if (limit == 0)
            return Lacks(tier, quota);
        if (!await db.TryRaiseAsync(userId, CounterOf(quota), Period, limit ?? long.MaxValue, cancellationToken))
            return UsedUp(quota, limit);
        return quota == Quota.Projects ? await CheckInAllAsync(userId, limits.ProjectsInAll, cancellationToken) : null;
    }

    public async Task<UserLimits> DescribeAsync(Guid userId, CancellationToken cancellationToken)
    {
        var (tier, limits) = await LimitsOfAsync(userId, cancellationToken);
        var period = Period;
        var used = await db.UsageCounters.Where(c => c.UserId == userId && c.Period == period).ToDictionaryAsync(c => c.Counter, c => c.Used, cancellationToken);
        var quotas = Enum.GetValues<Quota>().Select(q => new QuotaInfo(NameOf(q), limits.Of(q), used.GetValueOrDefault(CounterOf(q)), ResetsAt)).ToList();
        quotas.Insert(1, new QuotaInfo("projects-in-all", limits.ProjectsInAll, await CountProjectsAsync(userId, cancellationToken), null));
        return new UserLimits(tier, quotas, [new("minute", limits.RequestsPerMinute), new("hour", limits.RequestsPerHour), new("day", limits.RequestsPerDay)]);
    }

    private async Task<(string Tier, TierLimits Limits)> LimitsOfAsync(Guid userId, CancellationToken cancellationToken)
    {
        var tier = await db.Users.Where(u => u.Id == userId).Select(u => u.Tier).SingleOrDefaultAsync(cancellationToken) ?? "free";
        return (tier, options.Value.Of(tier));
    }

    /// <summary>Existing projects are counted, not remembered, so a deletion makes room. The user's row makes creations take turns.</summary>
    private async Task<LimitReached?> CheckInAllAsync(Guid userId, int? limit, CancellationToken cancellationToken)
    {
        if (limit is null)
            return null;
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM users WHERE id = {userId} FOR NO KEY UPDATE", cancellationToken);
        return await CountProjectsAsync(userId, cancellationToken) < limit
            ? null
            : new LimitReached(402, ErrorCodes.QuotaExceeded, $"There is room for {limit} projects in this account, and all are used. Delete one that is not needed, or ask for a larger tier.");
    }

    private Task<int> CountProjectsAsync(Guid userId, CancellationToken cancellationToken) => db.Projects.CountAsync(p => p.OwnerId == userId, cancellationToken);

    private LimitReached UsedUp(Quota quota, int? limit) => new(
        402, ErrorCodes.QuotaExceeded,
        string.Create(CultureInfo.InvariantCulture, $"This month's {limit} {WordsOf(quota)} are used up. There are new ones on {ResetsAt:yyyy-MM-dd}; a larger tier has more."));

    private static LimitReached Lacks(string tier, Quota quota) => new(
        403, ErrorCodes.TierLacksFeature, $"The tier {tier} has no {WordsOf(quota)}. Ask for a larger tier.");

    private string Period => time.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private DateTimeOffset ResetsAt
    {
        get
        {
            var now = time.GetUtcNow();
            return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
        }
    }

    private static string NameOf(Quota quota) => $"{CounterOf(quota)}-per-month";

    private static string CounterOf(Quota quota) => WordsOf(quota).Replace(' ', '-').ToLowerInvariant();

    private static string WordsOf(Quota quota) => quota switch
    {
        Quota.Projects => "projects",
        Quota.SharedPreviews => "shared previews",
        Quota.Exports => "exports",
        Quota.GitPushes => "Git pushes",
        _ => throw new ArgumentOutOfRangeException(nameof(quota)),
    };
}
