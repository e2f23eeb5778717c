using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Context;

/// <summary>
/// The conversation as the model reads it. Depends on the messages and the compaction only. Calls and their results stay together; what
/// the user wrote, before the run and in answers, stays word for word.
/// </summary>
internal static class CompactedView
{
    /// <param name="head">How many messages stand before the first turn of the run: instructions, earlier requests, the request.</param>
    public static List<ChatMessage> Render(IReadOnlyList<ChatMessage> messages, int head, Compaction compaction)
    {
        if (compaction.SeenUpTo == 0) return [.. messages];
        var superseded = SeenFiles.Superseded(MadeCall.Of(messages, head, compaction.SeenUpTo));
        var view = new List<ChatMessage>(messages.Count);
        for (var i = 0; i < head; i++)
            view.Add(messages[i].Role == ChatRole.Assistant && compaction.DropBefore > head ? Short(messages[i], compaction.KeepChars, false) : messages[i]);
        if (compaction.DropBefore > head) view.Add(new ChatMessage(ChatRole.User, WorkDigest.Of(messages, head, compaction.DropBefore)));
        for (var i = Math.Max(head, compaction.DropBefore); i < messages.Count; i++)
            view.Add(i < compaction.ShortenBefore ? Short(messages[i], compaction.KeepChars, superseded.Contains(i)) : messages[i]);
        return view;
    }

    private static ChatMessage Short(ChatMessage message, int keepChars, bool superseded) =>
        new(message.Role, [.. message.Contents.Where(c => c is not TextReasoningContent).Select(c => Short(c, keepChars, superseded))]);

    private static AIContent Short(AIContent content, int keepChars, bool superseded) => content switch
    {
        _ when ContextMarks.IsAnswer(content) => content,
        TextContent text when text.Text.Length > keepChars => new TextContent(Excerpt.Of(text.Text, keepChars)),
        FunctionCallContent { Arguments: { } arguments } call => new FunctionCallContent(call.CallId, call.Name, ShortArguments.Of(arguments, keepChars)),
        FunctionResultContent result => Short(result, keepChars, superseded),
        _ => content,
    };

    private static FunctionResultContent Short(FunctionResultContent result, int keepChars, bool superseded)
    {
        var text = MadeCall.TextOf(result);
        if (superseded && text.Length > Pointer.Length) return new FunctionResultContent(result.CallId, Pointer);
        return text.Length > keepChars || result.Result is not string || ContextMarks.PictureOf(result) is not null
            ? new FunctionResultContent(result.CallId, Excerpt.Of(text, keepChars, "call the tool again to see them"))
            : result;
    }

    private const string Pointer = "[The file as it was then. It was changed or read again later.]";
}
