using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>What a tool call came to.</summary>
/// <param name="Text">What the model reads.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Detail">More for people, bounded; may be null.</param>
internal sealed record ToolResult(ToolOutcome Outcome, string Text, string Summary, string? Detail = null)
{
    /// <summary>What else belongs into the journal together with the result.</summary>
    public Action<JournalEntry>? Journal { get; init; }

    /// <summary>Set by the tool that ends the run: the closing message.</summary>
    public string? FinalMessage { get; init; }

    /// <summary>A picture that the model sees with the result, if it can.</summary>
    public ToolImage? Image { get; init; }

    /// <summary>Set by the tool that asks the user: the run parks until there is an answer.</summary>
    public AskedQuestion? Question { get; init; }

    /// <summary>The text is the user's answer.</summary>
    public bool Answered { get; init; }

    /// <summary>Set by the tool with which a role hands over what it was asked for.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>A role's result, taken.</summary>
    public static ToolResult Submitted<T>(T output, string summary) =>
        Ok("taken", summary) with { Output = JsonSerializer.SerializeToElement(output, ContractJson.Options) };

    public static ToolResult Ok(string text, string summary, string? detail = null) => new(ToolOutcome.Succeeded, text, summary, detail);

    /// <summary>Begins with "error:", the form that every failure has for the model.</summary>
    public static ToolResult Error(string problem, string? detail = null) => new(ToolOutcome.Failed, $"error: {problem}", problem, detail);
}

internal sealed record AskedQuestion(string Text, IReadOnlyList<string> Choices);
