using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.Tokens;
using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts;

namespace Samokoder.AgentService.Context;

/// <summary>Keeps the requests of one run within its model's window.</summary>
/// <param name="limit">Tokens of a request; null for a model that has none, as the demo model.</param>
/// <param name="modelId">"provider/model".</param>
/// <param name="attachments">What goes with the request of the run, wherever a role reads it.</param>
/// <param name="pictures">Null for a model that does not see.</param>
internal sealed class RunContext(RunSession session, string modelId, long? limit, IReadOnlyList<AIContent> attachments, Pictures? pictures)
{
    /// <summary>How often a turn is tried again with less when its provider found the request too long.</summary>
    private const int MaxTightenings = 2;

    private const double TighterBy = 0.6;

    private readonly TokenCounter _counter = new(session.State.TokenScale);
    private (Conversation? Of, Compaction Compaction, int Count, List<ChatMessage> View) _last = (null, Compaction.None, 0, []);

    /// <summary>Knows what the provider measured, and what was counted already.</summary>
    public TokenCounter Counter => _counter;

    public double TokenScale => _counter.Scale;

    /// <summary>Makes a turn with what fits, and with less when the provider says that it did not fit.</summary>
    public async Task<ModelTurn> TurnAsync(
        Conversation conversation, IReadOnlyList<AITool> tools, Func<IReadOnlyList<ChatMessage>, Task<ModelTurn>> turn, CancellationToken cancellationToken)
    {
        var messages = await FitAsync(conversation, tools, cancellationToken);
        for (var tightenings = 0; ; tightenings++)
        {
            try
            {
                var made = await turn(messages);
                _counter.Measured(messages, tools, made.Usage);
                return made;
            }
            catch (LlmException refused) when (refused.Failure.Code == ErrorCodes.LlmContextTooLong && tightenings < MaxTightenings)
            {
                if (await TightenAsync(conversation, messages, tools, cancellationToken) is not { } tighter) throw;
                messages = tighter;
            }
        }
    }

    private async Task<IReadOnlyList<ChatMessage>> FitAsync(Conversation conversation, IReadOnlyList<AITool> tools, CancellationToken cancellationToken)
    {
        var view = await ViewAsync(conversation, cancellationToken);
        if ((conversation.Compaction.Limit ?? limit) is not { } most || _counter.Count(view, tools) <= most) return view;
        return await CompactAsync(conversation, Choose(conversation, most, tools), cancellationToken);
    }

    /// <summary>Null when nothing is left that could be left out.</summary>
    private async Task<IReadOnlyList<ChatMessage>?> TightenAsync(
        Conversation conversation, IReadOnlyList<ChatMessage> refused, IReadOnlyList<AITool> tools, CancellationToken cancellationToken)
    {
        var size = _counter.Count(refused, tools);
        var most = (long)(size * TighterBy);
        var chosen = Choose(conversation, most, tools) with { Limit = most };
        if (_counter.Count(CompactedView.Render(Messages(conversation), conversation.HeadCount, chosen), tools) >= size) return null;
        return await CompactAsync(conversation, chosen, cancellationToken);
    }

    private Compaction Choose(Conversation conversation, long most, IReadOnlyList<AITool> tools) =>
        new CompactionChooser(Messages(conversation), conversation.HeadCount, conversation.Compaction, view => _counter.Count(view, tools)).Choose(most);

    private async Task<IReadOnlyList<ChatMessage>> CompactAsync(Conversation conversation, Compaction compaction, CancellationToken cancellationToken)
    {
        await session.CompactAsync(new StoredCompaction(conversation.Key, compaction), cancellationToken);
        return await ViewAsync(conversation, cancellationToken);
    }

    /// <summary>What this model reads: its own thoughts and no other's, and pictures if it sees.</summary>
    private async Task<List<ChatMessage>> ViewAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var view = View(conversation);
        for (var i = 0; i < view.Count; i++)
            if (view[i].Contents.Any(c => ContextMarks.IsOfAnother(c, modelId)))
                view[i] = new ChatMessage(view[i].Role, [.. view[i].Contents.Where(c => !ContextMarks.IsOfAnother(c, modelId))]);
        return pictures is null ? view : await pictures.ShowAsync(view, cancellationToken);
    }

    /// <summary>What was rendered once stays the same objects, so that its size is not counted again.</summary>
    private List<ChatMessage> View(Conversation conversation)
    {
        var messages = conversation.Messages;
        if (_last.Of != conversation || _last.Compaction != conversation.Compaction)
            _last = (conversation, conversation.Compaction, messages.Count, CompactedView.Render(Messages(conversation), conversation.HeadCount, conversation.Compaction));
        for (; _last.Count < messages.Count; _last.Count++) _last.View.Add(messages[_last.Count]);
        return [.. _last.View];
    }

    /// <summary>The conversation with the attachments beside the words that they were sent with.</summary>
    private IReadOnlyList<ChatMessage> Messages(Conversation conversation)
    {
        var messages = conversation.Messages;
        if (attachments.Count == 0) return messages;
        var request = Enumerable.Range(0, conversation.HeadCount).LastOrDefault(i => messages[i].Role == ChatRole.User && messages[i].Text == session.Run.Prompt, -1);
        if (request < 0) return messages;
        var withFiles = messages.ToList();
        withFiles[request] = new ChatMessage(ChatRole.User, [.. messages[request].Contents, .. attachments]);
        return withFiles;
    }
}
