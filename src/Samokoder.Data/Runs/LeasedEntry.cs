namespace Samokoder.Data.Runs;

/// <summary>An entry on its way to the journal.</summary>
/// <param name="Now">The time in the ids of what it makes.</param>
internal sealed record LeasedEntry(RunLease Lease, JournalEntry Entry, DateTimeOffset Now)
{
    /// <summary>Of the notification of an end or a question.</summary>
    public Guid NewsId { get; } = Guid.CreateVersion7(Now);

    /// <summary>Of the notification of a month's limit that is nearly used up.</summary>
    public Guid WarningId { get; } = Guid.CreateVersion7(Now);

    public decimal CostUsd { get; } = Entry.Usage.Sum(u => u.CostUsd);

    /// <summary>Completed when the entry was written by somebody else's statement: the id of its last event; null when the lease is lost.</summary>
    public TaskCompletionSource<long?> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
