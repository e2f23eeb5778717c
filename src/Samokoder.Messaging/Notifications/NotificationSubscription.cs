using System.Threading.Channels;

namespace Samokoder.Messaging.Notifications;

/// <summary>Readable when a user's notifications may have changed since it was last read.</summary>
public sealed class NotificationSubscription(ChannelReader<bool> hints, Func<Task> unsubscribe) : IAsyncDisposable
{
    public ChannelReader<bool> Hints { get; } = hints;

    public async ValueTask DisposeAsync() => await unsubscribe();
}
