namespace Samokoder.Data.Runs;

/// <param name="WorkerMustStop">A worker holds the run and must be signalled.</param>
/// <param name="EventId">Id of the <c>run.status</c> event, when the run was cancelled at once; else the newest event's.</param>
public sealed record CancelRequested(bool WorkerMustStop, long EventId);
