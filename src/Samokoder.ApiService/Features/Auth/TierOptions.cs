namespace Samokoder.ApiService.Features.Auth;

/// <summary>Section <c>Limits</c>.</summary>
internal sealed class TierOptions
{
    public const string Section = "Limits";

    /// <summary>What every new user starts with: free, starter, pro or team.</summary>
    public string DefaultTier { get; set; } = "team";

    public string Normalised => DefaultTier.ToLowerInvariant();

    public bool IsValid => Normalised is "free" or "starter" or "pro" or "team";
}
