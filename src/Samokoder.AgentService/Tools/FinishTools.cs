using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace Samokoder.AgentService.Tools;

internal sealed class FinishTools
{
    [KernelFunction("finish"), AgentTool(ToolEffect.Idempotent)]
    [Description("Ends the work. Call it only when the app runs and does what was asked.")]
    public ToolResult Finish([Description("A short message to the user, in the user's language: what the app does now.")] string summary) =>
        string.IsNullOrWhiteSpace(summary)
            ? ToolResult.Error("the summary is empty.")
            : ToolResult.Ok("done", "") with { FinalMessage = summary };
}
