using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>What the model tells the user: its plan, a question, the end.</summary>
internal sealed class ConversationTools
{
    private const int MaxTasks = 30;
    private const int MaxTitleChars = 200;
    private const int MaxQuestionChars = 2_000;
    private const int MaxChoices = 8;

    [KernelFunction("update_plan"), AgentTool(ToolEffect.Idempotent)]
    [Description("Shows the user the whole plan with the state of each task. Call it when the plan is made and whenever a task begins or ends.")]
    public ToolResult UpdatePlan([Description("All tasks in order.")] PlanTask[] tasks)
    {
        if (tasks.Length is 0 or > MaxTasks) return ToolResult.Error($"a plan has 1 to {MaxTasks} tasks.");
        if (tasks.Any(t => string.IsNullOrWhiteSpace(t.Title) || t.Title.Length > MaxTitleChars))
            return ToolResult.Error($"each task needs a title of at most {MaxTitleChars} characters.");
        return ToolResult.Ok("the user sees the plan", $"{tasks.Count(t => t.Status == PlanTaskStatus.Done)}/{tasks.Length}") with
        {
            Journal = entry => entry.Event(new PlanUpdated(tasks)),
        };
    }

    [KernelFunction("ask_user"), AgentTool(ToolEffect.Idempotent, "question")]
    [Description("Asks the user and waits, however long it takes. Only for what you cannot decide sensibly yourself.")]
    public ToolResult AskUser(
        [Description("The question, in the user's language.")] string question,
        [Description("Answers to choose from; the user may also write another one.")] string[]? choices = null)
    {
        if (string.IsNullOrWhiteSpace(question) || question.Length > MaxQuestionChars)
            return ToolResult.Error($"the question needs 1 to {MaxQuestionChars} characters.");
        return ToolResult.Ok("", "") with { Question = new AskedQuestion(question, choices?.Take(MaxChoices).ToArray() ?? []) };
    }

    [KernelFunction("finish"), AgentTool(ToolEffect.Idempotent)]
    [Description("Ends the work. Call it only when the app runs and does what was asked.")]
    public ToolResult Finish([Description("A short message to the user, in the user's language: what the app does now.")] string summary) =>
        string.IsNullOrWhiteSpace(summary)
            ? ToolResult.Error("the summary is empty.")
            : ToolResult.Ok("done", "") with { FinalMessage = summary };
}
