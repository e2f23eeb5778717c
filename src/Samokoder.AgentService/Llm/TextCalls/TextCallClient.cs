using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.Failures;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>
/// Understands calls that a model writes into its text. A model that takes tools is given them and still listened to; one that cannot, by the
/// catalogue or by its server's own words, is told of them in the system text.
/// </summary>
/// <param name="takesTools">False when the catalogue says that the model cannot be given tools.</param>
internal sealed class TextCallClient(IChatClient inner, ToolAbilities abilities, Uri server, string model, bool takesTools) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        options?.Tools is { Count: > 0 }
            ? ReadAsync([.. messages], options, cancellationToken)
            : InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var answer = new TextCallAnswer(options.Tools!.OfType<AIFunctionDeclaration>());
        await foreach (var update in AskAsync(messages, options, cancellationToken))
        {
            // Also when nothing of it can be shown yet: a stream that goes on is not silent.
            update.Contents = [.. update.Contents.SelectMany(answer.Read)];
            yield return update;
        }
        if (answer.End() is { Count: > 0 } rest) yield return new ChatResponseUpdate(ChatRole.Assistant, [.. rest]);
    }

    private async IAsyncEnumerable<ChatResponseUpdate> AskAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (takesTools && abilities.Has(server, model))
        {
            await using var updates = InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var begun = await BeginsAsync(updates);
            for (var more = begun == true; more; more = await updates.MoveNextAsync()) yield return updates.Current;
            if (begun is not null) yield break;
        }
        await foreach (var update in InnerClient.GetStreamingResponseAsync(TextCallPrompt.Messages(messages, options), TextCallPrompt.Options(options), cancellationToken))
            yield return update;
    }

    /// <summary>Whether there is an answer; null when the model cannot be given tools, which is remembered.</summary>
    private async ValueTask<bool?> BeginsAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception exception) when (LlmFailures.IsToolsUnsupported(exception))
        {
            abilities.Lacks(server, model);
            return null;
        }
    }
}
