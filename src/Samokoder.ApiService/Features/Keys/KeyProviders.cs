using Samokoder.Data.Keys;

namespace Samokoder.ApiService.Features.Keys;

/// <summary>Providers that a key can be stored for.</summary>
internal static class KeyProviders
{
    public const string OpenAI = "openai";
    public const string Custom = "custom";

    private const string OpenAIBaseUrl = "https://api.openai.com/v1";

    public static bool Exists(string provider) => provider is OpenAI or Custom;

    /// <summary>Without a slash at its end.</summary>
    public static string BaseUrlOf(ProviderKey key) => (key.BaseUrl ?? OpenAIBaseUrl).TrimEnd('/');
}
