using System.ComponentModel;
using System.Globalization;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Agents.Tester;

/// <param name="checks">How many checks there are to report on.</param>
internal sealed class TesterTools(int checks)
{
    [KernelFunction(RoleTraits.ReportChecks), AgentTool(ToolEffect.Idempotent)]
    [Description("Hands over the result of every check. Call it once, when all of them were tried.")]
    public ToolResult Report([Description("One entry for each check.")] CheckResult[] results)
    {
        var missing = Enumerable.Range(1, checks).Except(results.Select(r => r.Check)).ToList();
        if (missing.Count > 0) return ToolResult.Error($"the results of these checks are missing: {string.Join(", ", missing)}.");
        if (results.FirstOrDefault(r => r.Check < 1 || r.Check > checks) is { } unknown)
            return ToolResult.Error(string.Create(CultureInfo.InvariantCulture, $"there is no check {unknown.Check}; they are numbered 1 to {checks}."));
        if (results.Any(r => string.IsNullOrWhiteSpace(r.Evidence))) return ToolResult.Error("each result needs its evidence: what you saw in the page.");
        return ToolResult.Submitted(new CheckReport(results), $"{results.Count(r => r.Passed)}/{results.Length}");
    }
}
