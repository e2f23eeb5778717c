using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Samokoder.Contracts;
using Samokoder.Contracts.Previews;

namespace Samokoder.PreviewGateway.Waking;

/// <summary>AgentService's internal endpoints of previews. The HTTP client carries the service token.</summary>
internal sealed partial class AgentClient(HttpClient http, IOptions<GatewayOptions> options, TimeProvider time, ILogger<AgentClient> logger)
{
    private const string AnyAgent = "http://" + ServiceNames.Agent;
    private static readonly TimeSpan LookTimeout = TimeSpan.FromSeconds(3);

    /// <param name="owner">The replica that has it, or null for any.</param>
    public Task<AgentAnswer> StartAsync(string previewId, string? owner, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, owner, $"/internal/previews/{previewId}/start", options.Value.StartTimeout, cancellationToken);

    public Task<AgentAnswer> LookAsync(string previewId, string? owner, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, owner, $"/internal/previews/{previewId}", LookTimeout, cancellationToken);

    public async Task<AccessAnswer> GetAccessAsync(string previewId, CancellationToken cancellationToken)
    {
        var (status, rule) = await SendAsync<PreviewAccessRule>(
            HttpMethod.Get, owner: null, $"/internal/previews/{previewId}/access", LookTimeout, cancellationToken);
        if (status == HttpStatusCode.NotFound) return new AccessAnswer.Unknown();
        return rule is null ? new AccessAnswer.Unavailable() : new AccessAnswer.Rule(rule);
    }

    private async Task<AgentAnswer> SendAsync(
        HttpMethod method, string? owner, string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var (status, state) = await SendAsync<PreviewState>(method, owner, path, timeout, cancellationToken);
        if (status == HttpStatusCode.NotFound) return new AgentAnswer.Unknown();
        return state is null ? new AgentAnswer.Unavailable() : new AgentAnswer.State(state);
    }

    /// <returns>No status when it cannot be reached, no value when it has none.</returns>
    private async Task<(HttpStatusCode? Status, T? Value)> SendAsync<T>(
        HttpMethod method, string? owner, string path, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, (owner?.TrimEnd('/') ?? AnyAgent) + path);
            using var response = await http.SendAsync(request, both.Token);
            return (response.StatusCode, await ReadAsync<T>(response, both.Token));
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogUnavailable(logger, exception);
            return (null, null);
        }
    }

    private async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
        where T : class
    {
        if (response.IsSuccessStatusCode) return await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound) LogRefused(logger, (int)response.StatusCode);
        return null;
    }

    [LoggerMessage(LogLevel.Warning, "AgentService cannot be reached for a preview.")]
    private static partial void LogUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "AgentService answered {Status} about a preview.")]
    private static partial void LogRefused(ILogger logger, int status);
}
