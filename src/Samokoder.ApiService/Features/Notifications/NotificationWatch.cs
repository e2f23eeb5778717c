using Samokoder.ApiService.Http.Streams;

namespace Samokoder.ApiService.Features.Notifications;

internal sealed class NotificationWatch(Guid userId) : StreamWatch
{
    private volatile State _known = new(-1, -1);

    public Guid UserId { get; } = userId;

    /// <summary>What the stream said last; -1 before it said anything.</summary>
    public State Known
    {
        get => _known;
        set => _known = value;
    }

    /// <param name="Seq">Of the newest notification.</param>
    /// <param name="Unread">How many are unread.</param>
    internal sealed record State(long Seq, long Unread);
}
