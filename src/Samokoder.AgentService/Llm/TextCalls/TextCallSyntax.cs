namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>How calls of tools look when a model writes them into its text.</summary>
internal static class TextCallSyntax
{
    /// <summary>The one format that models are told of: a fenced block of this language with one JSON object.</summary>
    public const string Language = "tool_call";

    public const string Fence = "```";

    /// <summary>Languages of fences in which models write calls although they were told otherwise; they hold ordinary JSON as well.</summary>
    private static readonly HashSet<string> Ambiguous = new(StringComparer.OrdinalIgnoreCase) { "", "json", "xml", "text" };

    private static readonly HashSet<string> Marked = new(StringComparer.OrdinalIgnoreCase)
    {
        Language, "tool_calls", "tool", "tool_code", "function_call",
    };

    /// <summary>Tags around JSON (Hermes, Qwen and their kin), one that names the tool itself (Llama, Qwen Coder), and Mistral's mark, which nothing closes.</summary>
    public static IReadOnlyList<TextCallTag> Tags { get; } =
    [
        new("<tool_call>", "</tool_call>"), new("<tool_calls>", "</tool_calls>"), new("<function_call>", "</function_call>"),
        new("<function=", "</function>"), new("[TOOL_CALLS]", Close: null),
    ];

    /// <summary>Null for a fence whose content is never a call.</summary>
    public static TextCallTrust? OfFence(string language) =>
        Marked.Contains(language) ? TextCallTrust.Marked : Ambiguous.Contains(language) ? TextCallTrust.Ambiguous : null;
}

/// <param name="Close">Null when the block lasts to the end of the answer.</param>
internal sealed record TextCallTag(string Open, string? Close)
{
    /// <summary>The tag holds the tool's name and so belongs to what is parsed.</summary>
    public bool NamesTool => Open.EndsWith('=');
}

internal enum TextCallTrust
{
    /// <summary>It may be anything: a call only when it has the exact shape of one and names a tool that was offered.</summary>
    Ambiguous,

    /// <summary>It means a call; what is wrong with it is told to the model.</summary>
    Marked,
}
