using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Samokoder.Contracts;
using Samokoder.Contracts.Analytics;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Usage;

namespace Samokoder.Tests.Web.Support;

/// <summary>Usage, limits and notifications of the fake API's one person.</summary>
internal sealed class FakeMoney
{
    private readonly ConcurrentDictionary<Channel<NotificationInfo?>, bool> _watchers = new();

    public List<NotificationInfo> Notifications { get; } = [];

    /// <summary>By day, how many days ago the first is; the last is today.</summary>
    public decimal[] CostByDay { get; set; } = [];

    public PutBudgetRequest Limits { get; set; } = new(null, null, null);

    public int Unread => Notifications.Count(n => n.ReadAt is null);

    public void Notify(NotificationKind kind, Guid? project = null, string? name = null, string? detail = null, string? code = null, TimeSpan age = default, bool read = false)
    {
        var now = TimeProvider.System.GetUtcNow() - age;
        var news = new NotificationInfo(
            Guid.CreateVersion7(), Notifications.Count + 1, kind, project, name, null, code, detail, kind == NotificationKind.BudgetWarning ? 8.12m : null,
            kind == NotificationKind.BudgetWarning ? 10 : null, now, read ? now : null);
        Notifications.Add(news);
        foreach (var watcher in _watchers.Keys) watcher.Writer.TryWrite(news);
    }

    public UsageSummary Summarise(DateOnly from, DateOnly to)
    {
        var days = Enumerable.Range(from.DayNumber, to.DayNumber - from.DayNumber + 1).Select(DateOnly.FromDayNumber)
            .Select(day => new UsageOfDay(day, Totals(CostByDay.ElementAtOrDefault(CostByDay.Length - 1 - (to.DayNumber - day.DayNumber))))).ToList();
        var total = days.Sum(d => d.Totals.CostUsd);
        if (total == 0) return new UsageSummary(from, to, Totals(0), days, [], [], []);
        return new UsageSummary(
            from, to, Totals(total), days,
            [new("openai", Totals(total * 0.7m)), new("anthropic", Totals(total * 0.3m)), new("demo", new(12, 40_000, 0, 9_000, 0))],
            [new("openai", "gpt-5", Totals(total * 0.6m)), new("anthropic", "claude-sonnet-4-5", Totals(total * 0.3m)), new("openai", "gpt-5-mini", Totals(total * 0.1m)), new("demo", "builder", new(12, 40_000, 0, 9_000, 0))],
            [
                new(Guid.CreateVersion7(), "Expense tracker", Totals(total * 0.5m)), new(Guid.CreateVersion7(), "Дневник чтения с длинным названием", Totals(total * 0.3m)),
                new(Guid.CreateVersion7(), null, Totals(total * 0.1999m)), new(Guid.CreateVersion7(), "Shopping list", Totals(total * 0.0001m)),
            ]);
    }

    public Analytics Analyse(DateOnly from, DateOnly to) => new(
        from, to, 4, new RunStatistics(23, 19, 3, 1, 0, 19 / 22d, 74.2, 311), [new(ErrorCodes.RunStuck, 2), new(ErrorCodes.LlmQuota, 1)], Summarise(from, to).Total);

    public BudgetInfo Budget()
    {
        var spent = CostByDay.Sum();
        var state = Limits.MonthlyCapUsd is not { } cap ? BudgetState.Good : spent >= cap ? BudgetState.Stopped : spent >= cap * 0.8m ? BudgetState.Warning : BudgetState.Good;
        var now = TimeProvider.System.GetUtcNow();
        return new(
            Limits.MonthlyCapUsd, Limits.ProjectCapUsd, Limits.RunCapUsd, spent, spent > 0 ? 0.32m : 0, state,
            new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1), spent > 0 ? [new(Guid.CreateVersion7(), "Expense tracker", 5, 3.2m)] : []);
    }

    public void Read(Func<NotificationInfo, bool> which)
    {
        for (var i = 0; i < Notifications.Count; i++)
            if (which(Notifications[i])) Notifications[i] = Notifications[i] with { ReadAt = TimeProvider.System.GetUtcNow() };
        foreach (var watcher in _watchers.Keys) watcher.Writer.TryWrite(null);
    }

    public async Task WatchAsync(HttpContext context, CancellationToken ct)
    {
        var news = Channel.CreateUnbounded<NotificationInfo?>();
        _watchers[news] = true;
        context.Response.ContentType = "text/event-stream";
        await UnreadAsync(context, ct);
        await foreach (var item in news.Reader.ReadAllAsync(ct))
        {
            if (item is not null)
                await context.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {item.Seq}\nevent: notification\ndata: {JsonSerializer.Serialize(item, ContractJson.Options)}\n\n"), ct);
            await UnreadAsync(context, ct);
        }
    }

    private async Task UnreadAsync(HttpContext context, CancellationToken ct)
    {
        await context.Response.WriteAsync($"event: unread\ndata: {JsonSerializer.Serialize(new UnreadNotifications(Unread), ContractJson.Options)}\n\n", ct);
        await context.Response.Body.FlushAsync(ct);
    }

    private static UsageTotals Totals(decimal usd) => new((long)(usd * 40), (long)(usd * 310_000), (long)(usd * 200_000), (long)(usd * 42_000), usd);
}

internal static class FakeMoneyRoutes
{
    public static void MapMoney(this RouteGroupBuilder mine, FakeMoney money)
    {
        mine.MapGet("/usage/summary", (DateOnly from, DateOnly to) => money.Summarise(from, to));
        mine.MapGet("/analytics/me", money.Analyse);
        mine.MapGet("/usage/budget", money.Budget);
        mine.MapPut("/usage/budget", (PutBudgetRequest body) =>
        {
            money.Limits = body;
            return money.Budget();
        });
        mine.MapGet("/notifications", () => new NotificationPage([.. money.Notifications.AsEnumerable().Reverse()], null, money.Unread));
        mine.MapPost("/notifications/{id:guid}/read", (Guid id) => { money.Read(n => n.Id == id); return Results.NoContent(); });
        mine.MapPost("/notifications/read-all", () => { money.Read(_ => true); return Results.NoContent(); });
        mine.MapGet("/notifications/events", money.WatchAsync);
    }
}
