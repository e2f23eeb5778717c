using System.Globalization;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;

namespace Samokoder.Data.Budgets;

/// <summary>Says to the user which limit stopped a run, and what to do.</summary>
public static class BudgetTexts
{
    public static RunError Explain(BudgetRefusal refusal) => new(ErrorCodes.BudgetExceeded, string.Create(CultureInfo.InvariantCulture,
        $"{NameOf(refusal.Scope)} of ${refusal.CapUsd:0.00##} leaves no room for the next call of the model (${refusal.SpentUsd:0.00##} spent). What is built is kept. {AdviceOf(refusal.Scope)}"));

    private static string NameOf(BudgetScope scope) => scope switch
    {
        BudgetScope.Month => "Your limit for this month",
        BudgetScope.Project => "The limit of this project",
        _ => "Your limit for one run",
    };

    private static string AdviceOf(BudgetScope scope) => scope switch
    {
        BudgetScope.Month => "Raise it on the Usage page, wait for the next month, or choose a model that costs nothing.",
        BudgetScope.Project => "Raise it, or choose a model that costs nothing.",
        _ => "Ask for the rest in a further request, raise the limit on the Usage page, or choose a model that costs nothing.",
    };
}
