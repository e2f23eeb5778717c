using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Usage;
using Samokoder.Data;
using Samokoder.Data.Budgets;

namespace Samokoder.ApiService.Features.Usage;

/// <summary>Sets a user's limits in one statement. Calls under way keep what they hold; the next ones are held to the new limits.</summary>
internal sealed class PutBudgetHandler(SamokoderDbContext db, TimeProvider time)
{
    public async Task<Results<Ok<BudgetInfo>, InvalidRequest>> HandleAsync(PutBudgetRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (BudgetRules.Validate(request) is { } invalid)
            return invalid;
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO budgets (user_id, monthly_cap_usd, project_cap_usd, run_cap_usd, updated_at)
            VALUES ({caller.UserId}, {request.MonthlyCapUsd}, {request.ProjectCapUsd}, {request.RunCapUsd}, {now})
            ON CONFLICT (user_id) DO UPDATE SET monthly_cap_usd = excluded.monthly_cap_usd, project_cap_usd = excluded.project_cap_usd,
                run_cap_usd = excluded.run_cap_usd, updated_at = excluded.updated_at
            """, cancellationToken);
        return TypedResults.Ok(await db.ReadBudgetAsync(caller.UserId, now, cancellationToken));
    }
}
