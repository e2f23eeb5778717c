namespace Samokoder.Data.Runs;

/// <param name="Attempts">Claims since the last stored model turn, this one included.</param>
public sealed record ClaimedRun(
    RunLease Lease, Guid ProjectId, Guid UserId, string Prompt, string Model, bool ApprovePlan, int Attempts, bool CancelRequested);
