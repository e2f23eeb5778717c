namespace Samokoder.Data.Runs;

/// <summary>The right to work on a run. Every write carries its epoch; when another worker claimed the run since, the write is refused.</summary>
public sealed record RunLease(Guid RunId, string Owner, long Epoch)
{
    /// <summary>How long a worker may be silent before its runs go to another.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(30);

    /// <summary>How often a worker renews.</summary>
    public static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(10);
}
