namespace Samokoder.Contracts.Models;

/// <param name="Id">"provider/model", as runs take it.</param>
/// <param name="ContextTokens">Input and output together; null when the provider does not say.</param>
/// <param name="InputUsdPerMillion">Null when unknown.</param>
public sealed record ModelInfo(
    string Id, string Provider, string Name, string? Description, int? ContextTokens, int? OutputTokens,
    decimal? InputUsdPerMillion, decimal? OutputUsdPerMillion, ModelAbilities Abilities);

public sealed record ModelAbilities(bool Tools, bool Vision);
