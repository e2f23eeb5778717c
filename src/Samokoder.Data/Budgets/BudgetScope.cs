namespace Samokoder.Data.Budgets;

public enum BudgetScope
{
    Month,
    Project,
    Run,
}
