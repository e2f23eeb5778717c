using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Notifications;
using Samokoder.Data;
using Samokoder.Messaging.Notifications;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Notifications;

/// <summary>
/// A user's notifications after a given one, each once and in order, and how many are unread. It reads the store when Redis hints at news, and when
/// <see cref="NotificationLooks"/> found some, whatever Redis says.
/// </summary>
internal sealed class NotificationReader(IDbContextFactory<SamokoderDbContext> contexts, NotificationHints hints, NotificationLooks looks, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>How often a silent stream is given the turn, for heartbeats and to subscribe again.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    private static readonly NotificationNews Nothing = new([], null);

    /// <summary>What was found; nothing new is an empty one. Does not end by itself.</summary>
    public async IAsyncEnumerable<NotificationNews> ReadAsync(Guid userId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NotificationSubscription? subscription = null;
        using var watch = looks.Watch(userId);
        var (unread, mustLook) = (default(int?), true);
        try
        {
            while (true)
            {
                subscription ??= await TrySubscribeAsync(userId);
                var news = mustLook ? await TryLookAsync(userId, after, cancellationToken) : Nothing;
                after = news.Items.Count > 0 ? news.Items[^1].Seq : after;
                yield return news with { Unread = news.Unread == unread ? null : news.Unread };
                unread = news.Unread ?? unread;
                watch.Known = new(after, unread ?? -1);
                mustLook = news.Items.Count == PageSize || await WaitAsync(subscription, watch, cancellationToken);
            }
        }
        finally
        {
            if (subscription is not null)
                await subscription.DisposeAsync();
        }
    }

    private async Task<NotificationSubscription?> TrySubscribeAsync(Guid userId)
    {
        try
        {
            return await hints.SubscribeAsync(userId);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return null; // The store is looked at anyway.
        }
    }

    /// <summary>Nothing while the database is away: watchers keep their connection and get everything once it is back.</summary>
    private async Task<NotificationNews> TryLookAsync(Guid userId, long after, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var items = await db.Notifications.Where(n => n.UserId == userId && n.Seq > after).OrderBy(n => n.Seq).Take(PageSize).ToInfos(db).ToListAsync(cancellationToken);
            return new NotificationNews(items, await db.CountUnreadAsync(userId, cancellationToken));
        }
        catch (Exception exception) when (StoreFailures.IsStoreAway(exception))
        {
            return new NotificationNews([], null);
        }
    }

    /// <summary>Whether there may be news; false when there was none for a <see cref="Turn"/>.</summary>
    private async Task<bool> WaitAsync(NotificationSubscription? subscription, NotificationWatch watch, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> any = [Task.Delay(Turn, time, waiting.Token), watch.News.WaitToReadAsync(waiting.Token).AsTask()];
        if (subscription is not null)
            any.Add(subscription.Hints.WaitToReadAsync(waiting.Token).AsTask());
        await Task.WhenAny(any);
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return watch.TakeNews() | (subscription?.Hints.TryRead(out _) == true);
    }
}

/// <param name="Unread">Null when it did not change.</param>
internal sealed record NotificationNews(IReadOnlyList<NotificationInfo> Items, int? Unread);
