namespace Samokoder.AgentService.Llm;

/// <summary>How a user reaches a provider.</summary>
/// <param name="ApiKey">In clear; empty where none is needed. Keep it out of every text.</param>
internal sealed record ProviderAccess(string ApiKey, Uri BaseUrl)
{
    /// <summary>Not the one that records write, which would hold the key.</summary>
    public override string ToString() => $"access to {BaseUrl.Host}";
}
