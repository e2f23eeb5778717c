using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Context;

/// <summary>Tells results that carry the user's own words from the others. A mark is not sent to any provider.</summary>
internal static class ContextMarks
{
    private const string Answer = "samokoder.answer";

    public static FunctionResultContent Result(string callId, string text, bool answered) => new(callId, text)
    {
        AdditionalProperties = answered ? new() { [Answer] = true } : null,
    };

    /// <param name="wish">The note carries what the user wants changed.</param>
    public static TextContent Note(string text, bool wish) => new(text) { AdditionalProperties = wish ? new() { [Answer] = true } : null };

    public static bool IsAnswer(AIContent content) => content.AdditionalProperties?.ContainsKey(Answer) == true;
}
