using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm;

/// <summary>A model that a run may call.</summary>
/// <param name="Provider">openai, custom, demo…</param>
/// <param name="Name">The model's name as the provider knows it.</param>
/// <param name="InputUsdPerMillion">0 when unknown.</param>
internal sealed record ChatModel(
    IChatClient Client, string Provider, string Name, decimal InputUsdPerMillion = 0, decimal OutputUsdPerMillion = 0)
{
    private const decimal Million = 1_000_000;

    public decimal CostOf(long inputTokens, long outputTokens) =>
        (inputTokens * InputUsdPerMillion + outputTokens * OutputUsdPerMillion) / Million;
}
