using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Web.Features.Api;

namespace Samokoder.Web.Features.Studio.Events;

/// <summary>
/// The events of a run from its first one, each durable event exactly once and in order, over any number of lost connections: it
/// reconnects with <c>Last-Event-ID</c>, backing off from 0.25 s to 8 s, and ends after the run's final status.
/// </summary>
public sealed class RunEventStream(ApiClient api, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    /// <param name="onConnection">Told true when the stream is open, false when it was lost.</param>
    /// <exception cref="RunEventsUnavailableException">The API will never answer with these events: not found, or the session ended.</exception>
    public async IAsyncEnumerable<RunEvent> ReadAsync(
        Guid runId, Action<bool> onConnection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? last = null;
        var delay = FirstDelay;
        while (true)
        {
            using var response = await TryOpenAsync(runId, last, cancellationToken);
            if (response is not null)
            {
                onConnection(true);
                await foreach (var e in ReadAsync(response, cancellationToken))
                {
                    delay = FirstDelay;
                    if (e.Id is { } id && id <= (last ?? 0))
                        continue;
                    last = e.Id ?? last;
                    yield return e;
                    if (IsFinal(e))
                        yield break;
                }
            }

            onConnection(false);
            await Task.Delay(delay, time, cancellationToken);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
        }
    }

    /// <summary>Null when it is worth trying again.</summary>
    private async Task<HttpResponseMessage?> TryOpenAsync(Guid runId, long? last, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response;
        try
        {
            response = await api.OpenEventsAsync(runId, last, cancellationToken);
        }
        catch (Exception e) when (ApiTransport.IsNetworkFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (response is { IsSuccessStatusCode: true })
            return response;
        using (response)
        {
            if (response is null || (int)response.StatusCode is >= 400 and < 500 and not 408 and not 429)
                throw new RunEventsUnavailableException(response is null ? ApiFailure.Unreachable with { Status = 401 } : await ApiTransport.FailureAsync(response, cancellationToken));
        }

        return null;
    }

    /// <summary>Ends quietly when the connection breaks.</summary>
    private static async IAsyncEnumerable<RunEvent> ReadAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var items = SseParser.Create(body, static (_, data) => Parse(data)).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items, cancellationToken))
        {
            if (items.Current.Data is { } e)
                yield return e;
        }
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<RunEvent?>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e) when (ApiTransport.IsNetworkFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static RunEvent? Parse(ReadOnlySpan<byte> data) =>
        data.IsEmpty || data[0] != '{' ? null : JsonSerializer.Deserialize<RunEvent>(data, ContractJson.Options);

    private static bool IsFinal(RunEvent e) =>
        e.Type == RunStatusChanged.Type && e.Read<RunStatusChanged>().Status.IsFinal();
}
