using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm.Anthropic;

/// <summary>
/// Marks what Anthropic shall cache, which it reads in the order tools, system, conversation: the last tool, the end of the system
/// text, and the newest two messages that are not the model's own. The older of the two is where the former turn ended, so its cache is
/// found even when that turn had more calls than Anthropic looks back over. Four marks are the most that a request may have
/// (https://platform.claude.com/docs/en/build-with-claude/prompt-caching). The messages themselves are not changed.
/// </summary>
internal sealed class AnthropicPromptCache(IChatClient inner) : DelegatingChatClient(inner)
{
    private const int MarkedMessages = 2;

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(Mark(messages), Mark(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(Mark(messages), Mark(options), cancellationToken);

    private static List<ChatMessage> Mark(IEnumerable<ChatMessage> messages)
    {
        var marked = messages.Select(WithoutBlanks).Where(m => m.Contents.Count > 0).ToList();
        var system = marked.FindLastIndex(m => m.Role == ChatRole.System);
        if (system >= 0) marked[system] = Marked(marked[system]);
        var turns = 0;
        for (var i = marked.Count - 1; i >= 0 && turns < MarkedMessages; i--)
        {
            if (marked[i].Role == ChatRole.System || marked[i].Role == ChatRole.Assistant) continue;
            // Of several results in a row only the last one ends a turn.
            if (i + 1 < marked.Count && marked[i + 1].Role == marked[i].Role) continue;
            marked[i] = Marked(marked[i]);
            turns++;
        }
        return marked;
    }

    private static ChatOptions? Mark(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools || tools[^1] is not AIFunctionDeclaration last) return options;
        var marked = options.Clone();
        marked.Tools = [.. tools.Take(tools.Count - 1), new CachedTool(last)];
        return marked;
    }

    /// <summary>Anthropic refuses text of nothing but white space.</summary>
    private static ChatMessage WithoutBlanks(ChatMessage message) =>
        message.Contents.Any(IsBlank) ? new ChatMessage(message.Role, [.. message.Contents.Where(c => !IsBlank(c))]) : message;

    private static bool IsBlank(AIContent content) => content is TextContent text && string.IsNullOrWhiteSpace(text.Text);

    private static ChatMessage Marked(ChatMessage message) =>
        new(message.Role, [.. message.Contents.SkipLast(1), Copy(message.Contents[^1])?.WithCacheControl(Ttl.Ttl5m) ?? message.Contents[^1]]);

    /// <summary>A copy, because a mark is written into the content and would stay for all later turns.</summary>
    private static AIContent? Copy(AIContent content) => content switch
    {
        TextContent text => new TextContent(text.Text),
        FunctionResultContent result => new FunctionResultContent(result.CallId, result.Result) { Exception = result.Exception },
        DataContent data => new DataContent(data.Data, data.MediaType),
        _ => null,
    };

    private sealed class CachedTool(AIFunctionDeclaration inner) : AIFunctionDeclaration
    {
        public override string Name => inner.Name;

        public override string Description => inner.Description;

        public override System.Text.Json.JsonElement JsonSchema => inner.JsonSchema;

        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            new Dictionary<string, object?>(inner.AdditionalProperties, StringComparer.Ordinal)
            {
                [nameof(Tool.CacheControl)] = new CacheControlEphemeral { Ttl = Ttl.Ttl5m },
            };
    }
}
