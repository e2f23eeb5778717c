using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Data.Models;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.ApiService.Features.Keys;

/// <summary>Asks a provider for its models, each by its protocol. Failures are answers; the key is in no message and no log.</summary>
internal sealed class ProviderClient(ProviderOptions options) : IDisposable
{
    private const int LargestAnswer = 2 * 1024 * 1024;
    private const int MostModels = 1000;
    private const int LongestId = 190;

    /// <summary>Anthropic wants it with every request, https://platform.claude.com/docs/en/api/versioning.</summary>
    private const string AnthropicVersion = "2023-06-01";

    private readonly HttpClient _http = new(ProviderConnections.CreateHandler(options.AllowPrivate))
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <param name="baseUrl">As the provider's protocol wants it.</param>
    public async Task<ProviderAnswer> ListModelsAsync(LlmProvider provider, string baseUrl, string apiKey, CancellationToken cancellationToken)
    {
        try
        {
            using var request = Ask(provider.Protocol, baseUrl, apiKey);
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Read(provider.Protocol, body) : ProviderFailures.Explain(response.StatusCode, body);
        }
        catch (HttpRequestException exception)
        {
            return ProviderFailures.Explain(exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProviderAnswer.Failed(ErrorCodes.LlmUnreachable, "The provider did not answer within 10 seconds. Check the address, or try again later.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Ask(LlmProtocol protocol, string baseUrl, string apiKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, protocol switch
        {
            LlmProtocol.Anthropic => $"{baseUrl}/v1/models?limit={MostModels}",
            LlmProtocol.Ollama => $"{baseUrl}/api/tags",
            _ => $"{baseUrl}/models",
        });
        if (protocol == LlmProtocol.Anthropic)
        {
            request.Headers.Add("x-api-key", apiKey);
            request.Headers.Add("anthropic-version", AnthropicVersion);
        }
        else if (apiKey.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return request;
    }

    private static ProviderAnswer Read(LlmProtocol protocol, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var (list, id) = protocol == LlmProtocol.Ollama ? ("models", "name") : ("data", "id");
            var models = json.RootElement.GetProperty(list).EnumerateArray()
                .Select(m => m.GetProperty(id).GetString() ?? "")
                .Where(id => id.Length is > 0 and <= LongestId && !id.Any(char.IsControl))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostModels).ToList();
            return new ProviderAnswer(null, models.Count == 1 ? "It works. The provider offers one model." : $"It works. The provider offers {models.Count} models.", models);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ProviderAnswer.Failed(
                ErrorCodes.LlmProtocol, "Something answered at this address, but not with a list of models. Check the address: for OpenAI's protocol it ends like https://host/v1.");
        }
    }
}
