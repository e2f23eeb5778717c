using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Files;

/// <summary>AgentService's internal endpoints. The HTTP client carries the service token and finds the replicas by name.</summary>
internal sealed class AgentClient(HttpClient http)
{
    private const string AnyReplica = "http://" + ServiceNames.Agent;

    /// <summary>Answers as soon as the headers are there; the caller disposes the response.</summary>
    /// <param name="owner">Base address of the replica that has it, or null for any.</param>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? owner, CancellationToken cancellationToken, Action<HttpRequestMessage>? prepare = null)
    {
        var request = new HttpRequestMessage(method, $"{owner?.TrimEnd('/') ?? AnyReplica}/internal/{path}");
        prepare?.Invoke(request);
        return http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
