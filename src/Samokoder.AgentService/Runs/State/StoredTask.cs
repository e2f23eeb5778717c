using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs.State;

/// <summary>A task that was verified and kept, whatever came of it.</summary>
/// <param name="Index">From 0; a run without a plan has one task.</param>
/// <param name="Summary">The coder's closing words.</param>
/// <param name="MessageId">Under which they were streamed; null when they were not.</param>
internal sealed record StoredTask(int Index, bool Passed, string Summary, Guid? MessageId, IReadOnlyList<VerificationRung> Rungs)
{
    public VerificationRung? Failure => Rungs.FirstOrDefault(r => r.Status == RungStatus.Failed);
}
