namespace Samokoder.AgentService.Budgets;

internal static class BudgetSetup
{
    /// <summary>Adds turns that are paid for. Needs models and the ledger.</summary>
    public static IHostApplicationBuilder AddBudgets(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<BudgetOptions>().BindConfiguration(BudgetOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<BudgetedTurns>();
        return builder;
    }
}
