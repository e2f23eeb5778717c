using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Verification;

/// <summary>What the verification ladder found, lowest rung first. A rung above a failed one is skipped.</summary>
internal sealed record VerificationReport(IReadOnlyList<VerificationRung> Rungs)
{
    public bool Passed => Rungs.All(r => r.Status != RungStatus.Failed);

    /// <summary>The rung that failed; those above it were not tried.</summary>
    public VerificationRung? Failure => Rungs.FirstOrDefault(r => r.Status == RungStatus.Failed);
}
