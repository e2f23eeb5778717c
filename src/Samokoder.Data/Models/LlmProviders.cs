using Microsoft.Extensions.Configuration;

namespace Samokoder.Data.Models;

/// <summary>The providers that keys can be stored for and runs can call, with their addresses in this installation.</summary>
public sealed class LlmProviders(IConfiguration configuration)
{
    public const string OpenAI = "openai";
    public const string Anthropic = "anthropic";
    public const string Groq = "groq";
    public const string OpenRouter = "openrouter";
    public const string Ollama = "ollama";
    public const string Custom = "custom";

    private const string BaseUrls = "Llm:BaseUrls";

    private static readonly LlmProvider[] Known =
    [
        new(OpenAI, "OpenAI", LlmProtocol.OpenAI, "https://api.openai.com/v1", NeedsKey: true),
        new(Anthropic, "Anthropic", LlmProtocol.Anthropic, "https://api.anthropic.com", NeedsKey: true),
        new(Groq, "Groq", LlmProtocol.OpenAI, "https://api.groq.com/openai/v1", NeedsKey: true),
        new(OpenRouter, "OpenRouter", LlmProtocol.OpenAI, "https://openrouter.ai/api/v1", NeedsKey: true),
        new(Ollama, "Ollama", LlmProtocol.Ollama, "http://127.0.0.1:11434", NeedsKey: false),
        new(Custom, "your own server", LlmProtocol.OpenAI, BaseUrl: null, NeedsKey: false),
    ];

    /// <summary>In the order in which they should be offered. Addresses are those of <c>Llm:BaseUrls:{name}</c> where that is set.</summary>
    public IReadOnlyList<LlmProvider> All { get; } = [.. Known.Select(p => p with { BaseUrl = Configured(configuration, p) })];

    public LlmProvider? Find(string name) => All.FirstOrDefault(p => p.Name == name);

    /// <summary>Splits "provider/model"; the model's own name may have slashes. Null when it is no such id or the provider is not known.</summary>
    public (LlmProvider Provider, string Model)? Split(string modelId)
    {
        var slash = modelId.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == modelId.Length - 1 || Find(modelId[..slash]) is not { } provider) return null;
        return (provider, modelId[(slash + 1)..]);
    }

    private static string? Configured(IConfiguration configuration, LlmProvider provider) =>
        configuration[$"{BaseUrls}:{provider.Name}"] is { Length: > 0 } address ? provider.Normalize(address) : provider.BaseUrl;
}
