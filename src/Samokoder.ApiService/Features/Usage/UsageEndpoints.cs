using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Paging;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Usage;
using Samokoder.Data;
using Samokoder.Data.Budgets;

namespace Samokoder.ApiService.Features.Usage;

internal static class UsageEndpoints
{
    public static WebApplicationBuilder AddUsage(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UsageSummaries>();
        builder.Services.AddScoped<PutBudgetHandler>().AddScoped<BudgetCheck>();
        return builder;
    }

    public static void MapUsage(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/usage").WithTags("Usage");
        group.MapGet("/summary", SummariseAsync).WithName("getUsageSummary").WithSummary("Tokens and cost by day, provider, model and project");
        group.MapGet("/records", ListAsync).WithName("listUsageRecords").WithSummary("Single model calls, newest first");
        group.MapGet("/budget", GetBudgetAsync).WithName("getBudget").WithSummary("The caller's limits, and what of this month's is spent and held");
        group.MapPut("/budget", PutBudgetAsync).WithName("putBudget").WithSummary("Set the caller's limits");
    }

    private static async Task<Results<Ok<UsageSummary>, InvalidRequest>> SummariseAsync(
        [AsParameters] DayRange range, Caller caller, UsageSummaries summaries, TimeProvider time, CancellationToken cancellationToken) =>
        range.Validate(time) is { } invalid
            ? invalid
            : TypedResults.Ok(await summaries.ReadAsync(caller.UserId, range.First(time), range.Last(time), cancellationToken));

    private static async Task<Results<Ok<Page<UsageRecordInfo>>, InvalidRequest>> ListAsync(
        [AsParameters] PageQuery page, [AsParameters] DayRange range, Guid? projectId, Caller caller, SamokoderDbContext db, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if ((page.Validate() ?? range.Validate(time)) is { } invalid)
            return invalid;
        var (from, until) = (range.Start(time), range.End(time));
        var records = db.UsageRecords.AsNoTracking().Where(u => u.UserId == caller.UserId && u.At >= from && u.At < until);
        if (projectId is not null)
            records = records.Where(u => u.ProjectId == projectId);
        if (page.After is { } last)
            records = records.Where(u => EF.Functions.LessThan(ValueTuple.Create(u.At, u.Id), ValueTuple.Create(last.At, last.Id)));
        var rows = await records.OrderByDescending(u => u.At).ThenByDescending(u => u.Id).Take(page.Take + 1)
            .Select(u => new UsageRecordInfo(
                u.Id, u.At, u.ProjectId, db.Projects.Where(p => p.Id == u.ProjectId).Select(p => p.Name).FirstOrDefault(), u.RunId,
                u.Provider, u.Model, u.InputTokens, u.CachedTokens, u.OutputTokens, u.CostUsd))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(rows, r => new Cursor(r.At, r.Id), r => r));
    }

    private static async Task<Ok<BudgetInfo>> GetBudgetAsync(Caller caller, SamokoderDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        TypedResults.Ok(await db.ReadBudgetAsync(caller.UserId, time.GetUtcNow(), cancellationToken));

    private static Task<Results<Ok<BudgetInfo>, InvalidRequest>> PutBudgetAsync(
        PutBudgetRequest request, Caller caller, PutBudgetHandler handler, CancellationToken cancellationToken) =>
        handler.HandleAsync(request, caller, cancellationToken);
}
