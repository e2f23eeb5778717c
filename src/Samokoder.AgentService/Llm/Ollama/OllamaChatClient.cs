using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.Failures;

namespace Samokoder.AgentService.Llm.Ollama;

/// <summary>
/// Ollama's own chat, https://docs.ollama.com/api/chat: lines of JSON, of which the last is marked done. Its OpenAI-compatible endpoint
/// cannot be told the size of the context, and then the server silently drops the beginning of a long conversation.
/// </summary>
/// <param name="contextTokens">The context that the server is asked to hold.</param>
internal sealed class OllamaChatClient(HttpClient http, string model, ProviderAccess access, int contextTokens) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("ollama", access.BaseUrl, model);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{access.BaseUrl.ToString().TrimEnd('/')}/api/chat"))
        {
            Content = new StringContent(OllamaRequest.Write(model, contextTokens, messages, options).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (access.ApiKey.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access.ApiKey);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var lines = new StreamReader(body, Encoding.UTF8);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
            if (line.Length > 0)
                yield return Read(line);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // The connections are shared.
    }

    /// <exception cref="JsonException">It is not a line of the protocol.</exception>
    private static ChatResponseUpdate Read(string line)
    {
        if (JsonNode.Parse(line) is not JsonObject json) throw new JsonException("The line holds no object.");
        if (json["error"] is { } error) throw new ProviderRefusedException(200, RefusalOf(error), retryAfter: null);
        if (json["message"] is not JsonObject message) throw new JsonException("The line holds no message.");
        var update = new ChatResponseUpdate(ChatRole.Assistant, Contents(message));
        if (json["done"]?.GetValue<bool>() != true) return update;
        update.FinishReason = (string?)json["done_reason"] == "length" ? ChatFinishReason.Length : ChatFinishReason.Stop;
        update.Contents.Add(new UsageContent(new UsageDetails
        {
            InputTokenCount = (long?)json["prompt_eval_count"], OutputTokenCount = (long?)json["eval_count"],
        }));
        return update;
    }

    private static List<AIContent> Contents(JsonObject message)
    {
        var contents = new List<AIContent>();
        if ((string?)message["thinking"] is { Length: > 0 } thinking) contents.Add(new TextReasoningContent(thinking));
        if ((string?)message["content"] is { Length: > 0 } text) contents.Add(new TextContent(text));
        foreach (var call in message["tool_calls"] as JsonArray ?? [])
        {
            var function = call?["function"] as JsonObject ?? throw new JsonException("The call holds no function.");
            var arguments = function["arguments"].Deserialize<Dictionary<string, object?>>();
            contents.Add(new FunctionCallContent($"call_{Guid.CreateVersion7():N}", (string?)function["name"] ?? "", arguments));
        }
        return contents;
    }

    /// <summary>What the server says after it began to answer; that the model's process died is the usual one.</summary>
    private static RefusalReason RefusalOf(JsonNode error)
    {
        var reason = RefusalReasons.OfStream(error.ToJsonString());
        return reason == RefusalReason.Unexpected ? RefusalReason.Overloaded : reason;
    }
}
