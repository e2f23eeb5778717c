using Microsoft.Extensions.AI;
using Samokoder.Contracts.Models;

namespace Samokoder.AgentService.Llm;

/// <summary>A model that a run may call.</summary>
/// <param name="Provider">openai, custom, demo…</param>
/// <param name="Name">The model's name as the provider knows it.</param>
/// <param name="Info">What the catalogue says of it; null for models that it does not know.</param>
internal sealed record ChatModel(IChatClient Client, string Provider, string Name, ModelInfo? Info = null)
{
    private const decimal Million = 1_000_000;

    /// <summary>"provider/model", as runs and the catalogue name it.</summary>
    public string Id => $"{Provider}/{Name}";

    /// <summary>The provider as people write it.</summary>
    public string Title { get; init; } = Provider;

    /// <summary>Input and output together; null when nobody says.</summary>
    public int? ContextTokens { get; init; } = Info?.ContextTokens;

    /// <summary>Whether it can look at images. Unknown models are taken to be blind.</summary>
    public bool SeesImages => Info?.Abilities.Vision ?? false;

    /// <summary>US dollars; 0 when the prices are not known. Cached input is cheaper and, at some providers, input that is stored dearer.</summary>
    public decimal CostOf(TurnUsage usage)
    {
        var input = Info?.InputUsdPerMillion ?? 0;
        var plain = Math.Max(0, usage.InputTokens - usage.CachedTokens - usage.CacheWriteTokens);
        return (plain * input
            + usage.CachedTokens * (Info?.CachedInputUsdPerMillion ?? input)
            + usage.CacheWriteTokens * (Info?.CacheWriteUsdPerMillion ?? input)
            + usage.OutputTokens * (Info?.OutputUsdPerMillion ?? 0)) / Million;
    }

    /// <summary>What a call of this size costs at most: with all of the input stored in the provider's cache, where that is dearer.</summary>
    public decimal DearestCostOf(long inputTokens, long outputTokens) =>
        CostOf(new TurnUsage(inputTokens, 0, outputTokens, Info?.CacheWriteUsdPerMillion > Info?.InputUsdPerMillion ? inputTokens : 0));
}
