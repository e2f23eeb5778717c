using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Data;
using Samokoder.Data.Budgets;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Usage;

/// <summary>
/// Refuses a run whose limit is used up already. Whether there is room for its single calls is the ledger's to say, call by call.
/// </summary>
internal sealed class BudgetCheck(SamokoderDbContext db, TimeProvider time)
{
    /// <param name="projectId">Null for a project that is being created.</param>
    /// <returns>Null when the run may be queued; models without a price always may.</returns>
    public async Task<LimitReached?> FindAsync(Caller caller, Guid? projectId, string model, CancellationToken cancellationToken)
    {
        if (ModelCatalogue.Find(model) is not { } known || known is { InputUsdPerMillion: null or 0, OutputUsdPerMillion: null or 0 })
            return null;
        return await db.FindUsedUpAsync(caller.UserId, projectId, time.GetUtcNow(), cancellationToken) is { } refusal
            ? Problem(BudgetTexts.Explain(refusal))
            : null;
    }

    private static LimitReached Problem(Contracts.Runs.RunError error) => new(StatusCodes.Status402PaymentRequired, error.Code, error.Detail);
}
