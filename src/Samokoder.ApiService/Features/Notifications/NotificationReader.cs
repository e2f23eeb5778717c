using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts.Notifications;
using Samokoder.Data;
using Samokoder.Messaging.Notifications;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Notifications;

/// <summary>
/// A user's notifications after a given one, each once and in order, and how many are unread. It looks at the store when Redis hints at news,
/// and from time to time whatever Redis says.
/// </summary>
internal sealed class NotificationReader(IDbContextFactory<SamokoderDbContext> contexts, NotificationHints hints, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>How long a watcher misses news whose hint Redis lost.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>What each look found; nothing new is an empty one. Does not end by itself.</summary>
    public async IAsyncEnumerable<NotificationNews> ReadAsync(Guid userId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        NotificationSubscription? subscription = null;
        int? unread = null;
        try
        {
            while (true)
            {
                subscription ??= await TrySubscribeAsync(userId);
                var news = await TryLookAsync(userId, after, cancellationToken);
                after = news.Items.Count > 0 ? news.Items[^1].Seq : after;
                yield return news with { Unread = news.Unread == unread ? null : news.Unread };
                unread = news.Unread ?? unread;
                if (news.Items.Count < PageSize)
                    await WaitAsync(subscription, cancellationToken);
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

    private async Task WaitAsync(NotificationSubscription? subscription, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = Task.Delay(LookInterval, time, waiting.Token);
        if (subscription is null)
            await timeout;
        else
            await Task.WhenAny(timeout, subscription.Hints.WaitToReadAsync(waiting.Token).AsTask());
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        subscription?.Hints.TryRead(out _);
    }
}

/// <param name="Unread">Null when it did not change.</param>
internal sealed record NotificationNews(IReadOnlyList<NotificationInfo> Items, int? Unread);
