using System.Threading.Channels;
using Samokoder.Contracts.Runs;

namespace Samokoder.Messaging.Runs;

/// <summary>A live view of one run's events, from the moment of subscribing.</summary>
public sealed class RunEventSubscription(ChannelReader<RunEvent> events, Func<Task> unsubscribe) : IAsyncDisposable
{
    public ChannelReader<RunEvent> Events { get; } = events;

    public async ValueTask DisposeAsync() => await unsubscribe();
}
