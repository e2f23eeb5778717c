using System.Net;
using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Previews;

/// <summary>Asks a service for a page through whatever address its sandbox gave it.</summary>
internal sealed class ServiceProbe
{
    /// <summary>After an answer that is a server error.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>After none. Vite listens for a moment to see whether its port is free, and then for good.</summary>
    private static readonly TimeSpan ShortInterval = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan AttemptTime = TimeSpan.FromSeconds(10);

    /// <summary>False when the service ended before it answered.</summary>
    public async Task<bool> AnswersAsync(ISandboxService service, string path, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = GetAsync(service.Address, path, ended.Token);
        if (await Task.WhenAny(answering, service.Completion) == answering)
        {
            await answering;
            return true;
        }
        await ended.CancelAsync();
        return false;
    }

    /// <summary>Repeats the request until the answer is not a server error.</summary>
    public async Task<HttpStatusCode> GetAsync(string address, string path, CancellationToken cancellationToken)
    {
        using var client = AppHttp.CreateClient(address, AttemptTime);
        while (true)
        {
            var status = await TryAsync(client, AppHttp.UriFor(address, path), cancellationToken);
            if (status is { } code && (int)code < 500)
                return code;
            await Task.Delay(status is null ? ShortInterval : Interval, cancellationToken);
        }
    }

    private static async Task<HttpStatusCode?> TryAsync(HttpClient client, Uri uri, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null; // It does not answer yet.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // It took the request and thinks about it; ask again.
        }
    }
}
