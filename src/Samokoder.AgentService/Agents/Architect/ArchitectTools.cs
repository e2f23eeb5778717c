using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Agents.Architect;

internal sealed class ArchitectTools(StarterOffer starters)
{
    private const int MaxParts = 12;
    private const int MaxPartChars = 200;

    [KernelFunction(RoleTraits.SubmitArchitecture), AgentTool(ToolEffect.Idempotent)]
    [Description("Hands over what the app starts from. Call it once.")]
    public ToolResult Submit(
        [Description("The id of the starter.")] string starter,
        [Description("The few building blocks that the planner should know of, a short phrase each. May be empty.")] string[] parts)
    {
        if (starters.Find(starter) is null) return ToolResult.Error($"there is no such starter. There are: {string.Join(", ", starters.All.Select(s => s.Name))}.");
        if (parts.Length > MaxParts) return ToolResult.Error($"there are at most {MaxParts} parts.");
        if (parts.Any(p => string.IsNullOrWhiteSpace(p) || p.Length > MaxPartChars)) return ToolResult.Error($"each part has 1 to {MaxPartChars} characters.");
        return ToolResult.Submitted(new Architecture(starter, parts), starter);
    }
}
