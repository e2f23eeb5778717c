using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Notifications;
using Samokoder.Web.Features.Api;

namespace Samokoder.Web.Features.Notifications;

/// <summary>
/// A person's notifications as they come, over any number of lost connections: it reconnects with <c>Last-Event-ID</c>, backing off from 0.5 s to
/// 30 s. It ends when the API will never answer: the session ended, or there is no such route.
/// </summary>
public sealed class NotificationFeed(ApiClient api, TimeProvider time)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Each item is a <see cref="NotificationInfo"/>, or the number of unread ones.</summary>
    public async IAsyncEnumerable<(NotificationInfo? News, int? Unread)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? last = null;
        var delay = FirstDelay;
        while (true)
        {
            var (response, isOver) = await TryOpenAsync(last, cancellationToken);
            using (response)
            {
                if (isOver)
                    yield break;
                if (response is not null)
                {
                    await foreach (var item in ReadAsync(response, cancellationToken))
                    {
                        delay = FirstDelay;
                        last = item.News?.Seq ?? last;
                        yield return item;
                    }
                }
            }

            await Task.Delay(delay, time, cancellationToken);
            delay = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, LongestDelay.Ticks));
        }
    }

    private async Task<(HttpResponseMessage? Response, bool IsOver)> TryOpenAsync(long? last, CancellationToken cancellationToken)
    {
        try
        {
            var response = await api.OpenNotificationsAsync(last, cancellationToken);
            if (response is { IsSuccessStatusCode: true })
                return (response, false);
            using (response)
                return (null, response is null || (int)response.StatusCode is >= 400 and < 500 and not 408 and not 429);
        }
        catch (Exception e) when (ApiTransport.IsNetworkFailure(e) && !cancellationToken.IsCancellationRequested)
        {
            return (null, false);
        }
    }

    /// <summary>Ends quietly when the connection breaks.</summary>
    private static async IAsyncEnumerable<(NotificationInfo? News, int? Unread)> ReadAsync(
        HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var items = SseParser.Create(body, Parse).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items, cancellationToken))
            yield return items.Current.Data;
    }

    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<(NotificationInfo?, int?)>> items, CancellationToken cancellationToken)
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

    private static (NotificationInfo? News, int? Unread) Parse(string type, ReadOnlySpan<byte> data) => type == UnreadNotifications.EventType
        ? (null, JsonSerializer.Deserialize<UnreadNotifications>(data, ContractJson.Options)?.Unread)
        : (JsonSerializer.Deserialize<NotificationInfo>(data, ContractJson.Options), null);
}
