using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Llm.Demo.Conversation;

namespace Samokoder.AgentService.Llm.Demo;

/// <summary>
/// Answers like a language model with tools, from rules: the same history gives the same answer, to the letter. Text comes in
/// words, arguments in <see cref="ToolCallDeltaContent"/> pieces that add up to the exact JSON of the call that follows.
/// </summary>
internal sealed class DemoChatClient(IOptions<DemoModelOptions> options, TimeProvider time) : IChatClient
{
    private const int TextPiece = 24;
    private const int CharactersPerToken = 4;

    // Below this a timer's own inaccuracy is larger than the delay.
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(20);
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly ChatClientMetadata metadata = new(DemoModel.Provider, providerUri: null, DemoModel.ModelId);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in GetStreamingResponseAsync(messages, options, cancellationToken))
            if (!update.Contents.OfType<ToolCallDeltaContent>().Any())
                updates.Add(update);
        return updates.ToChatResponse();
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var turn = NextTurn(history, options);
        var responseId = $"demo-{Hash($"{history.Count}\n{turn.Text}\n{turn.Calls.Count}")}";
        var written = 0;
        foreach (var contents in Contents(turn, history.Count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            written += LengthOf(contents);
            await Pace(LengthOf(contents), cancellationToken);
            yield return Update(responseId, contents);
        }
        yield return Update(responseId, new UsageContent(Usage(history, written)), turn.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        // It holds nothing.
    }

    private static DemoTurn NextTurn(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var offered = options?.ToolMode is NoneChatToolMode ? [] : options?.Tools ?? [];
        var turn = new DemoScript(DemoHistory.Read(messages), offered.Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal)).Next();
        return options?.AllowMultipleToolCalls == false && turn.Calls.Count > 1 ? turn with { Calls = [turn.Calls[0]] } : turn;
    }

    private IEnumerable<AIContent> Contents(DemoTurn turn, int position)
    {
        foreach (var piece in Pieces(turn.Text, TextPiece))
            yield return new TextContent(piece);
        foreach (var (index, call) in turn.Calls.Index())
        {
            var json = call.Arguments.ToJsonString(Json);
            var id = $"call_{Hash($"{position}\n{index}\n{call.Name}\n{json}")}";
            foreach (var piece in Pieces(json, ArgumentPiece))
                yield return new ToolCallDeltaContent(id, call.Name, piece);
            yield return new FunctionCallContent(id, call.Name, Arguments(call.Arguments));
        }
    }

    // Pieces are as long as what is written in one shortest delay, so pacing costs few timers.
    private int ArgumentPiece => options.Value.CharactersPerSecond == 0 ? 2000 : Math.Max(TextPiece, (int)(options.Value.CharactersPerSecond * ShortestDelay.TotalSeconds));

    private Task Pace(int characters, CancellationToken cancellationToken)
    {
        var delay = options.Value.CharactersPerSecond == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)characters / options.Value.CharactersPerSecond);
        return delay < ShortestDelay / 2 ? Task.CompletedTask : Task.Delay(delay, time, cancellationToken);
    }

    private static IEnumerable<string> Pieces(string text, int length)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(text.Length, start + length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end++;
            yield return text[start..end];
            start = end;
        }
    }

    private static Dictionary<string, object?> Arguments(JsonObject arguments) =>
        arguments.ToDictionary(pair => pair.Key, pair => (object?)JsonSerializer.SerializeToElement(pair.Value), StringComparer.Ordinal);

    private static ChatResponseUpdate Update(string responseId, AIContent content, ChatFinishReason? finish = null) => new(ChatRole.Assistant, [content])
    {
        ResponseId = responseId,
        MessageId = responseId,
        ModelId = DemoModel.ModelId,
        FinishReason = finish,
    };

    private static int LengthOf(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        ToolCallDeltaContent delta => delta.ArgumentsDelta.Length,
        _ => 0,
    };

    /// <summary>An estimate, as there are no tokens here: four characters each, the usual mean for source code.</summary>
    private static UsageDetails Usage(IReadOnlyList<ChatMessage> messages, int written)
    {
        var read = messages.Sum(message => message.Contents.Sum(ReadLength));
        var (input, output) = (Tokens(read), Tokens(written));
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static long Tokens(long characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;

    private static long ReadLength(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        FunctionCallContent call => call.Arguments?.Sum(argument => (long)(argument.Value?.ToString()?.Length ?? 0)) ?? 0,
        FunctionResultContent result => result.Result?.ToString()?.Length ?? 0,
        _ => 0,
    };

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
