namespace Samokoder.AgentService.Llm;

/// <summary>
/// Sends requests with their length and in one go. Providers' clients write theirs piece by piece, which travels in chunks: slower, and some
/// local servers do not take them (RFC 9112 §6.3 lets them answer 411).
/// </summary>
internal sealed class WholeRequests(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body) await body.LoadIntoBufferAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
