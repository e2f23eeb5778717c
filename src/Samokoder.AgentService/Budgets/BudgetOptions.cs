using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Budgets;

/// <summary>Section <c>Budgets</c>.</summary>
internal sealed class BudgetOptions
{
    public const string Section = "Budgets";

    /// <summary>The longest answer of a model while a limit applies, in tokens: less is held for each call, so more calls fit side by side.</summary>
    [Range(1_000, 1_000_000)]
    public int MaxOutputTokens { get; set; } = 32_000;

    /// <summary>A call that could not pay for an answer of so many tokens is not made.</summary>
    [Range(100, 100_000)]
    public int MinOutputTokens { get; set; } = 2_000;

    /// <summary>How long a call waits for money that other calls of the same user hold.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it looks.</summary>
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(1);
}
