using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Usage;

namespace Samokoder.Data.Budgets;

/// <summary>Looks at limits and at what counts against them. Amounts are US dollars.</summary>
public static class BudgetQueries
{
    private const decimal WarnAt = 0.8m;

    /// <summary>The limits of a user who never set any are none.</summary>
    public static async Task<BudgetInfo> ReadBudgetAsync(this SamokoderDbContext db, Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var month = MonthOf(now);
        var budget = await db.Budgets.AsNoTracking().SingleOrDefaultAsync(b => b.UserId == userId, cancellationToken);
        var spent = await db.BudgetMonths.Where(m => m.UserId == userId && m.Month == month).Select(m => m.SpentUsd).SingleOrDefaultAsync(cancellationToken);
        var held = await db.BudgetReservations
            .Where(h => h.UserId == userId && db.Runs.Any(r => r.Id == h.RunId && r.Status == RunStatus.Running && r.LeaseEpoch == h.LeaseEpoch))
            .SumAsync(h => h.AmountUsd, cancellationToken);
        var projects = await db.Projects.Where(p => p.OwnerId == userId && p.BudgetUsd != null).OrderBy(p => p.Name).ThenBy(p => p.Id)
            .Select(p => new ProjectBudgetInfo(p.Id, p.Name, p.BudgetUsd!.Value, p.SpentUsd)).ToListAsync(cancellationToken);
        return new BudgetInfo(
            budget?.MonthlyCapUsd, budget?.ProjectCapUsd, budget?.RunCapUsd, spent, held, StateOf(spent, budget?.MonthlyCapUsd),
            new DateTimeOffset(month.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero), projects);
    }

    /// <summary>The limit that is used up already, for a new run of this project; null when none is. No project yet: its own limit is none.</summary>
    public static async Task<BudgetRefusal?> FindUsedUpAsync(
        this SamokoderDbContext db, Guid userId, Guid? projectId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var month = MonthOf(now);
        var facts = await db.Users.Where(u => u.Id == userId).Select(u => new
        {
            Budget = db.Budgets.FirstOrDefault(b => b.UserId == userId),
            Spent = db.BudgetMonths.Where(m => m.UserId == userId && m.Month == month).Select(m => m.SpentUsd).FirstOrDefault(),
            Project = db.Projects.Where(p => p.Id == projectId).Select(p => new { p.BudgetUsd, p.SpentUsd }).FirstOrDefault(),
        }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (facts is null) return null;
        if (facts.Budget?.MonthlyCapUsd is { } monthly && facts.Spent >= monthly)
            return new BudgetRefusal(BudgetScope.Month, monthly, facts.Spent, OthersHoldIt: false);
        var spent = facts.Project?.SpentUsd ?? 0;
        if ((facts.Project?.BudgetUsd ?? facts.Budget?.ProjectCapUsd) is { } ofProject && spent >= ofProject)
            return new BudgetRefusal(BudgetScope.Project, ofProject, spent, OthersHoldIt: false);
        return facts.Budget?.RunCapUsd is 0 ? new BudgetRefusal(BudgetScope.Run, 0, 0, OthersHoldIt: false) : null;
    }

    private static BudgetState StateOf(decimal spent, decimal? cap) =>
        cap is null ? BudgetState.Good : spent >= cap ? BudgetState.Stopped : spent >= cap * WarnAt ? BudgetState.Warning : BudgetState.Good;

    private static DateOnly MonthOf(DateTimeOffset now)
    {
        var utc = now.UtcDateTime;
        return new DateOnly(utc.Year, utc.Month, 1);
    }
}
