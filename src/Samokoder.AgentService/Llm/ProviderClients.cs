using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;
using Samokoder.AgentService.Llm.Anthropic;
using Samokoder.AgentService.Llm.Ollama;
using Samokoder.AgentService.Llm.OpenAICompatible;
using Samokoder.AgentService.Llm.TextCalls;
using Samokoder.Contracts.Models;
using Samokoder.Data.Models;

namespace Samokoder.AgentService.Llm;

/// <summary>
/// Connects a model of any provider to one pipeline: the protocol's own client on our guarded connections, without its retries and
/// timeouts (<see cref="ModelTurns"/> does both), and pieces of tool calls live where the protocol sends them.
/// </summary>
internal sealed class ProviderClients(ProviderHttp http, IOptions<LlmOptions> options)
{
    /// <summary>Some servers need no key, but the protocol's client does.</summary>
    private const string NoKey = "none";

    /// <summary>Anthropic wants a limit in each request; every current model of it can write this much.</summary>
    private const int AnthropicOutputTokens = 32_000;

    private readonly ToolAbilities _abilities = new();

    /// <param name="info">From the catalogue; null for a model that it does not know.</param>
    public ChatModel Connect(LlmProvider provider, string model, ProviderAccess access, ModelInfo? info)
    {
        IChatClient client = provider.Protocol switch
        {
            LlmProtocol.Anthropic => ConnectAnthropic(model, access, info),
            LlmProtocol.Ollama => new OllamaChatClient(http.Client, model, access, options.Value.OllamaContextTokens),
            _ => ConnectOpenAI(model, access),
        };
        return new ChatModel(ListeningForCalls(client, model, access, info), provider.Name, model, info)
        {
            Title = provider.Title,
            ContextTokens = info?.ContextTokens ?? (provider.Protocol == LlmProtocol.Ollama ? options.Value.OllamaContextTokens : null),
        };
    }

    /// <summary>Models of which the catalogue says that they take tools are taken at its word; all others may write calls into their text.</summary>
    private IChatClient ListeningForCalls(IChatClient client, string model, ProviderAccess access, ModelInfo? info) => info is { Abilities.Tools: true }
        ? client
        : new TextCallClient(client, _abilities, access.BaseUrl, model, takesTools: info is null);

    private OpenAIToolCallDeltas ConnectOpenAI(string model, ProviderAccess access)
    {
        var settings = new OpenAIClientOptions
        {
            Endpoint = access.BaseUrl,
            Transport = new HttpClientPipelineTransport(http.Client),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        var credential = new ApiKeyCredential(access.ApiKey.Length == 0 ? NoKey : access.ApiKey);
        return new OpenAIToolCallDeltas(new OpenAIMessages(new OpenAIClient(credential, settings).GetChatClient(model).AsIChatClient()));
    }

    private AnthropicPromptCache ConnectAnthropic(string model, ProviderAccess access, ModelInfo? info)
    {
        var client = new AnthropicClient(new ClientOptions
        {
            ApiKey = access.ApiKey,
            BaseUrl = access.BaseUrl.ToString().TrimEnd('/'),
            HttpClient = http.Client,
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            // Its own spans could be told by the environment to hold prompts; ours stand in ModelTurns.
            OpenTelemetry = false,
        });
        return new AnthropicPromptCache(new AnthropicToolCallDeltas(client.AsIChatClient(model, info?.OutputTokens ?? AnthropicOutputTokens)));
    }
}
