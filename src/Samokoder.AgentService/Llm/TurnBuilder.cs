using System.Text;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.Failures;
using Samokoder.AgentService.Llm.Tokens;

namespace Samokoder.AgentService.Llm;

/// <summary>Puts a streamed answer together. What is missing at its end is a failure, or is made up for.</summary>
internal sealed class TurnBuilder(ChatModel model, IReadOnlyList<ChatMessage> messages, ChatOptions options, Guid messageId)
{
    private readonly StringBuilder _text = new();
    private readonly List<FunctionCallContent> _calls = [];
    private readonly List<TextReasoningContent> _thoughts = [];
    private readonly StringBuilder _thought = new();
    private UsageDetails? _usage;

    public Guid MessageId { get; } = messageId;

    public ChatFinishReason? FinishReason { get; set; }

    public void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent text: _text.Append(text.Text); break;
            case TextReasoningContent thought: Add(thought); break;
            case FunctionCallContent call: _calls.Add(call); break;
            case UsageContent usage: (_usage ??= new()).Add(usage.Details); break;
        }
    }

    /// <summary>A thought comes in pieces, and ends with its signature. One without is nobody's concern.</summary>
    private void Add(TextReasoningContent thought)
    {
        _thought.Append(thought.Text);
        if (string.IsNullOrEmpty(thought.ProtectedData)) return;
        _thoughts.Add(new TextReasoningContent(_thought.ToString()) { ProtectedData = thought.ProtectedData });
        _thought.Clear();
    }

    /// <exception cref="LlmException">The stream was cut, or the model refused.</exception>
    public ModelTurn Build()
    {
        if (FinishReason is null) throw new LlmException(LlmFailures.Cut(model.Title));
        if (FinishReason == ChatFinishReason.ContentFilter) throw new LlmException(LlmFailures.Refused(model.Title));
        return new ModelTurn(MessageId, _text.ToString(), WithUniqueIds(), Usage()) { Truncated = FinishReason == ChatFinishReason.Length, Thoughts = _thoughts };
    }

    /// <summary>The journal finds calls by id; some servers send none, or the same ones in each answer.</summary>
    private List<FunctionCallContent> WithUniqueIds()
    {
        var used = messages.SelectMany(m => m.Contents.OfType<FunctionCallContent>()).Select(c => c.CallId).ToHashSet(StringComparer.Ordinal);
        return [.. _calls.Select(call => call.CallId.Length > 0 && used.Add(call.CallId) ? call : Renamed(call))];
    }

    private static FunctionCallContent Renamed(FunctionCallContent call) =>
        new($"call_{Guid.CreateVersion7():N}", call.Name, call.Arguments) { Exception = call.Exception };

    private TurnUsage Usage() =>
        _usage is { InputTokenCount: > 0 } or { OutputTokenCount: > 0 }
            ? new TurnUsage(_usage.InputTokenCount ?? 0, _usage.CachedInputTokenCount ?? 0, _usage.OutputTokenCount ?? 0, WrittenToCache(_usage))
            : Estimated();

    /// <summary>As Anthropic's client names it.</summary>
    private static long WrittenToCache(UsageDetails usage) =>
        usage.AdditionalCounts?.TryGetValue("CacheCreationInputTokens", out var written) == true ? written : 0;

    private TurnUsage Estimated()
    {
        var counter = new TokenCounter();
        var answer = new ChatMessage(ChatRole.Assistant, [new TextContent(_text.ToString()), .. _calls]);
        return new TurnUsage(counter.Count(messages, options.Tools as IReadOnlyList<AITool>), 0, counter.Count(answer), Estimated: true);
    }
}
