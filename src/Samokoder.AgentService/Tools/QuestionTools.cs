using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace Samokoder.AgentService.Tools;

internal sealed class QuestionTools
{
    private const int MaxQuestionChars = 2_000;
    private const int MaxChoices = 8;

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
}
