using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace Samokoder.AgentService.Llm.OpenAICompatible;

/// <summary>
/// Translates each message of a conversation for the OpenAI client once. By itself it would translate all of them for every request, the arguments of
/// all calls included, though only the last ones are new.
/// </summary>
internal sealed class OpenAIMessages(IChatClient inner) : DelegatingChatClient(inner)
{
    private readonly ConditionalWeakTable<ChatMessage, ChatMessage[]> _translated = [];

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages.SelectMany(Translate), options, cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages.SelectMany(Translate), options, cancellationToken);

    /// <summary>The results of several calls are a message each in this protocol.</summary>
    private ChatMessage[] Translate(ChatMessage message) => _translated.GetValue(
        message, static m => [.. new[] { m }.AsOpenAIChatMessages().Select(native => new ChatMessage(m.Role, (string?)null) { RawRepresentation = native })]);
}
