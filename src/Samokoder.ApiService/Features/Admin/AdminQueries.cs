using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Paging;
using Samokoder.Contracts.Admin;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Admin;

internal static class AdminQueries
{
    private const string Escape = "\\";

    /// <summary>Whose e-mail or name contains the text, whatever its case; everybody without a text.</summary>
    public static IQueryable<User> Matching(this IQueryable<User> users, string? search)
    {
        if (string.IsNullOrWhiteSpace(search))
            return users;
        var pattern = $"%{search.Trim().Replace(Escape, Escape + Escape, StringComparison.Ordinal).Replace("%", Escape + "%", StringComparison.Ordinal).Replace("_", Escape + "_", StringComparison.Ordinal)}%";
        return users.Where(u => EF.Functions.ILike(u.Email!, pattern, Escape) || EF.Functions.ILike(u.DisplayName, pattern, Escape));
    }

    public static IQueryable<User> NewestFirst(this IQueryable<User> users, Cursor? after)
    {
        if (after is { } last)
            users = users.Where(u => EF.Functions.LessThan(ValueTuple.Create(u.CreatedAt, u.Id), ValueTuple.Create(last.At, last.Id)));
        return users.OrderByDescending(u => u.CreatedAt).ThenByDescending(u => u.Id);
    }

    public static IQueryable<AuditEntry> NewestFirst(this IQueryable<AuditEntry> entries, Cursor? after)
    {
        if (after is { } last)
            entries = entries.Where(e => EF.Functions.LessThan(ValueTuple.Create(e.At, e.Id), ValueTuple.Create(last.At, last.Id)));
        return entries.OrderByDescending(e => e.At).ThenByDescending(e => e.Id);
    }

    public static IQueryable<AdminUser> ToAdminUsers(this IQueryable<User> users, SamokoderDbContext db) => users.AsNoTracking().Select(u => new AdminUser(
        u.Id, u.Email!, u.DisplayName, u.Tier, u.IsAdmin, u.IsBlocked, u.BlockedReason, u.TwoFactorEnabled, u.CreatedAt,
        db.Sessions.Where(s => s.UserId == u.Id).Max(s => (DateTimeOffset?)s.LastUsedAt),
        db.Projects.Count(p => p.OwnerId == u.Id)));

    public static async Task<AdminUserUsage> GetUsageAsync(this SamokoderDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var runs = db.Runs.Where(r => db.Projects.Any(p => p.Id == r.ProjectId && p.OwnerId == userId));
        var calls = await db.UsageRecords.Where(r => r.UserId == userId).GroupBy(_ => 1)
            .Select(g => new { Input = g.Sum(r => r.InputTokens), Output = g.Sum(r => r.OutputTokens), Cost = g.Sum(r => r.CostUsd) })
            .SingleOrDefaultAsync(cancellationToken);
        return new AdminUserUsage(
            await db.Projects.CountAsync(p => p.OwnerId == userId, cancellationToken),
            await runs.CountAsync(cancellationToken), await runs.CountAsync(r => r.EndedAt == null, cancellationToken),
            calls?.Input ?? 0, calls?.Output ?? 0, calls?.Cost ?? 0,
            await runs.MaxAsync(r => (DateTimeOffset?)r.CreatedAt, cancellationToken));
    }
}
