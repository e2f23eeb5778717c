using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Context;

/// <summary>Tells results that carry the user's own words from the others. A mark is not sent to any provider.</summary>
internal static class ContextMarks
{
    private const string Answer = "samokoder.answer";
    private const string Picture = "samokoder.picture";
    private const string Model = "samokoder.model";

    /// <param name="picture">The name of the picture that belongs to it.</param>
    public static FunctionResultContent Result(string callId, string text, bool answered, string? picture)
    {
        var result = new FunctionResultContent(callId, text);
        if (answered) (result.AdditionalProperties ??= [])[Answer] = true;
        if (picture is not null) (result.AdditionalProperties ??= [])[Picture] = picture;
        return result;
    }

    /// <summary>What a model thought; only that model may be given it again.</summary>
    public static TextReasoningContent Thought(string model, string text, string signature) =>
        new(text) { ProtectedData = signature, AdditionalProperties = new() { [Model] = model } };

    public static bool IsOfAnother(AIContent content, string model) =>
        content is TextReasoningContent && (string?)content.AdditionalProperties?.GetValueOrDefault(Model) != model;

    /// <summary>Null when no picture belongs to it.</summary>
    public static string? PictureOf(AIContent content) => (string?)content.AdditionalProperties?.GetValueOrDefault(Picture);

    /// <param name="wish">The note carries what the user wants changed.</param>
    public static TextContent Note(string text, bool wish) => new(text) { AdditionalProperties = wish ? new() { [Answer] = true } : null };

    public static bool IsAnswer(AIContent content) => content.AdditionalProperties?.ContainsKey(Answer) == true;
}
