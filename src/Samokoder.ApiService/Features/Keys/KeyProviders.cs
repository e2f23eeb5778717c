using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Keys;

internal static class KeyProviders
{
    /// <summary>The address that the user entered, else the provider's own.</summary>
    public static string BaseUrlOf(this LlmProvider provider, ProviderKey key) =>
        key.BaseUrl is { } own ? provider.Normalize(own) : provider.BaseUrl ?? throw new InvalidOperationException($"The key for {provider.Name} has no address.");
}
