using Samokoder.Contracts.Usage;

namespace Samokoder.Web.Features.Usage;

/// <param name="Note">A word in small print after the name.</param>
/// <param name="IsGone">What is named exists no more.</param>
public sealed record UsageRow(string Name, UsageTotals Totals, string? Href = null, string? Note = null, bool IsGone = false);
