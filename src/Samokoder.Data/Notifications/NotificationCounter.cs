namespace Samokoder.Data.Notifications;

/// <summary>Gives a user's notifications their numbers: whoever adds one holds this row until the commit.</summary>
public sealed class NotificationCounter
{
    public Guid UserId { get; init; }

    public long LastSeq { get; set; }
}
