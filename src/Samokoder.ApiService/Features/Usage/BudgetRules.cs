using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Usage;

namespace Samokoder.ApiService.Features.Usage;

internal static class BudgetRules
{
    private const decimal Largest = 1_000_000;
    private const int Decimals = 6;

    public static InvalidRequest? Validate(PutBudgetRequest request) => new Validator()
        .Cap("monthlyCapUsd", request.MonthlyCapUsd)
        .Cap("projectCapUsd", request.ProjectCapUsd)
        .Cap("runCapUsd", request.RunCapUsd)
        .Problem;

    /// <summary>Null, or an amount that can be a limit.</summary>
    public static Validator Cap(this Validator validator, string field, decimal? usd) => validator
        .Check(usd is null or (>= 0 and <= Largest), field, "It must be 0 to 1,000,000 US dollars, or null for no limit.")
        .Check(usd is null or < 0 or > Largest || decimal.Round(usd.Value, Decimals) == usd, field, "It has more digits than are counted: at most six after the point.");
}
