using System.Net;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Keys;
using Samokoder.Data.Models;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.ApiService.Features.Keys;

internal static class KeyRules
{
    private const int KeyLength = 500;
    private const int BaseUrlLength = 500;

    public static InvalidRequest? Validate(LlmProvider provider, PutKeyRequest request, bool allowPrivate)
    {
        var key = request.ApiKey?.Trim() ?? "";
        var baseUrl = request.BaseUrl?.Trim();
        return new Validator()
            .Check(key.Length > 0 || !provider.NeedsKey, "apiKey", "Paste the key that the provider gave you.")
            .Check(key.Length <= KeyLength && key.All(c => c is > ' ' and <= '~'), "apiKey", "This is not a key: keys are one line of Latin letters, digits and signs, without spaces.")
            .Check(provider.BaseUrl is not null || !string.IsNullOrEmpty(baseUrl), "baseUrl", "Enter the address of the provider, as in https://host/v1.")
            .Check(string.IsNullOrEmpty(baseUrl) || IsAddress(baseUrl), "baseUrl", "This is not an address that can be used. It should look like https://host/v1, without a name, a password or a question mark.")
            .Check(string.IsNullOrEmpty(baseUrl) || allowPrivate || !IsInside(baseUrl), "baseUrl", "This address is inside the server's network, and this installation does not allow that (Llm:AllowPrivateEndpoints).")
            .Problem;
    }

    private static bool IsAddress(string baseUrl) =>
        baseUrl.Length <= BaseUrlLength && Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.Host.Length > 0;

    /// <summary>What can be told without asking the name server; the rest is checked with every connection.</summary>
    private static bool IsInside(string baseUrl) =>
        Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri)
        && (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && !AddressRules.MayConnect(address, allowPrivate: false)));
}
