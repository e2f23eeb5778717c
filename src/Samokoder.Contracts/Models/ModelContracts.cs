namespace Samokoder.Contracts.Models;

/// <param name="Id">"provider/model", as runs take it.</param>
/// <param name="ContextTokens">Input and output together; null when the provider does not say.</param>
/// <param name="InputUsdPerMillion">Null when unknown.</param>
/// <param name="CachedInputUsdPerMillion">For input that the provider had cached; null when it is no cheaper or not known.</param>
/// <param name="CacheWriteUsdPerMillion">For input that the provider stores in its cache; null when that costs no more than other input.</param>
public sealed record ModelInfo(
    string Id, string Provider, string Name, string? Description, int? ContextTokens, int? OutputTokens,
    decimal? InputUsdPerMillion, decimal? OutputUsdPerMillion, ModelAbilities Abilities,
    decimal? CachedInputUsdPerMillion = null, decimal? CacheWriteUsdPerMillion = null);

/// <param name="Tools">Can be given tools; a model that cannot is told of them in words.</param>
/// <param name="Vision">Can look at images.</param>
/// <param name="Caching">Its provider caches the beginning of a conversation.</param>
/// <param name="Json">Can be held to a JSON schema.</param>
public sealed record ModelAbilities(bool Tools, bool Vision, bool Caching = false, bool Json = false);
