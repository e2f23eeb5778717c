using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Agents.Analyst;

internal sealed class AnalystTools
{
    private const int MaxRequirements = 40;

    [KernelFunction(RoleTraits.SubmitAnalysis), AgentTool(ToolEffect.Idempotent)]
    [Description("Hands over what is asked. Call it once.")]
    public ToolResult Submit(
        [Description("small: one short piece of work in an app that exists, or an app of very little. large: everything else.")] RequestSize size,
        [Description("What the user wants, in one or two sentences.")] string summary,
        [Description("Every single wish of the request, and nothing that was not asked for.")] string[] requirements)
    {
        if (string.IsNullOrWhiteSpace(summary)) return ToolResult.Error("the summary is empty.");
        if (requirements.Length is 0 or > MaxRequirements) return ToolResult.Error($"there must be 1 to {MaxRequirements} requirements.");
        return ToolResult.Submitted(new Analysis(size, summary, requirements), size.ToString().ToLowerInvariant());
    }
}
