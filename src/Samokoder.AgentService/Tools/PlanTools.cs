using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>The plan of a coder who works without a planner.</summary>
internal sealed class PlanTools
{
    private const int MaxTasks = 30;
    private const int MaxTitleChars = 200;

    [KernelFunction("update_plan"), AgentTool(ToolEffect.Idempotent)]
    [Description("Shows the user the whole plan with the state of each task. Call it when the plan is made and whenever a task begins or ends.")]
    public ToolResult Update([Description("All tasks in order.")] PlanTask[] tasks)
    {
        if (tasks.Length is 0 or > MaxTasks) return ToolResult.Error($"a plan has 1 to {MaxTasks} tasks.");
        if (tasks.Any(t => string.IsNullOrWhiteSpace(t.Title) || t.Title.Length > MaxTitleChars))
            return ToolResult.Error($"each task needs a title of at most {MaxTitleChars} characters.");
        return ToolResult.Ok("the user sees the plan", $"{tasks.Count(t => t.Status == PlanTaskStatus.Done)}/{tasks.Length}") with
        {
            Journal = entry => entry.Event(new PlanUpdated(tasks)),
        };
    }
}
