using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.ApiService.Features.Keys;

/// <summary>Asks a provider of OpenAI's protocol for its models. Failures are answers; the key is in no message and no log.</summary>
internal sealed class ProviderClient(ProviderOptions options) : IDisposable
{
    private const int LargestAnswer = 2 * 1024 * 1024;
    private const int MostModels = 1000;
    private const int LongestId = 190;

    private readonly HttpClient _http = new(ProviderConnections.CreateHandler(options.AllowPrivate))
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = LargestAnswer,
    };

    public async Task<ProviderAnswer> ListModelsAsync(string baseUrl, string apiKey, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{baseUrl}/models");
            if (apiKey.Length > 0)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
            using var response = await _http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.IsSuccessStatusCode ? Read(body) : ProviderFailures.Explain(response.StatusCode, body);
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

    private static ProviderAnswer Read(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var models = json.RootElement.GetProperty("data").EnumerateArray()
                .Select(m => m.GetProperty("id").GetString() ?? "")
                .Where(id => id.Length is > 0 and <= LongestId && !id.Any(char.IsControl))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MostModels).ToList();
            return new ProviderAnswer(null, models.Count == 1 ? "It works. The provider offers one model." : $"It works. The provider offers {models.Count} models.", models);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return ProviderAnswer.Failed(
                ErrorCodes.LlmProtocol, "Something answered at this address, but not with a list of models. Check that it ends like https://host/v1 and speaks OpenAI's protocol.");
        }
    }
}
