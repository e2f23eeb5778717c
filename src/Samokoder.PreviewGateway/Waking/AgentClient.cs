using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;

namespace Samokoder.PreviewGateway.Waking;

/// <summary>AgentService's internal preview endpoints. The HTTP client carries the service token.</summary>
internal sealed partial class AgentClient(HttpClient http, IOptions<GatewayOptions> options, TimeProvider time, ILogger<AgentClient> logger)
{
    private const string AnyAgent = "http://" + ServiceNames.Agent;
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(3);

    /// <param name="owner">The replica that has it, or null for any.</param>
    public Task<AgentAnswer> StartAsync(string previewId, string? owner, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, owner, $"/internal/previews/{previewId}/start", options.Value.StartTimeout, cancellationToken);

    public Task<AgentAnswer> LookAsync(string previewId, string? owner, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, owner, $"/internal/previews/{previewId}", LookTimeout, cancellationToken);

    private async Task<AgentAnswer> SendAsync(
        HttpMethod method, string? owner, string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, (owner?.TrimEnd('/') ?? AnyAgent) + path);
            using var response = await http.SendAsync(request, both.Token);
            return await ReadAsync(response, both.Token);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnavailable(logger, exception);
            return new AgentAnswer.Unavailable();
        }
    }

    private async Task<AgentAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotFound) return new AgentAnswer.Unknown();
        if (!response.IsSuccessStatusCode)
        {
            LogRefused(logger, (int)response.StatusCode);
            return new AgentAnswer.Unavailable();
        }

        return await response.Content.ReadFromJsonAsync<PreviewState>(ContractJson.Options, cancellationToken) is { } state
            ? new AgentAnswer.State(state)
            : new AgentAnswer.Unavailable();
    }

    [LoggerMessage(LogLevel.Warning, "AgentService cannot be reached for a preview.")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "AgentService answered {Status} about a preview.")]
    private static partial void LogRefused(ILogger logger, int status);
}
