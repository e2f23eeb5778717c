using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Agents.Planner;

internal sealed class PlannerTools
{
    private const int MaxTasks = 12;
    private const int MaxChecks = 8;
    private const int MaxTitleChars = 120;
    private const int MaxTextChars = 2_000;

    [KernelFunction(RoleTraits.SubmitPlan), AgentTool(ToolEffect.Idempotent)]
    [Description("Hands over the whole plan. Call it once.")]
    public ToolResult Submit([Description("The tasks in the order in which they are to be done; the app works after each of them.")] PlannedTask[] tasks)
    {
        if (Misfit(tasks) is { } misfit) return ToolResult.Error(misfit);
        var shown = new PlanUpdated([.. tasks.Select(t => new PlanTask(t.Title, PlanTaskStatus.Todo, t.Checks))]);
        return ToolResult.Submitted(new Plan(tasks), $"{tasks.Length}") with { Journal = entry => entry.Event(shown) };
    }

    private static string? Misfit(PlannedTask[] tasks)
    {
        if (tasks.Length is 0 or > MaxTasks) return $"a plan has 1 to {MaxTasks} tasks.";
        if (tasks.Any(t => string.IsNullOrWhiteSpace(t.Title) || t.Title.Length > MaxTitleChars)) return $"each task needs a title of at most {MaxTitleChars} characters.";
        if (tasks.Any(t => t.Description.Length > MaxTextChars)) return $"a description has at most {MaxTextChars} characters.";
        return tasks.Any(t => t.Checks.Count > MaxChecks || t.Checks.Any(string.IsNullOrWhiteSpace)) ? $"a task has at most {MaxChecks} checks, and none is empty." : null;
    }
}
