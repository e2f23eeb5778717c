using System.Runtime.InteropServices;

namespace Samokoder.Data.Budgets;

/// <summary>One limit with what counts against it, in US dollars.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BudgetLimit(BudgetScope Scope, decimal CapUsd, decimal SpentUsd, decimal HeldUsd)
{
    public decimal RoomUsd => CapUsd - SpentUsd - HeldUsd;

    public bool IsUsedUp => SpentUsd >= CapUsd;
}
