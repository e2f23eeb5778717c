using Samokoder.AgentService.Verification;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>For runs without acceptance checks.</summary>
internal sealed class NoTester : IAcceptanceTester
{
    public Task<VerificationRung> CheckAsync(IReadOnlyList<string> checks, CancellationToken cancellationToken) =>
        Task.FromResult(new VerificationRung("", RungStatus.Skipped, "Nobody tries the checks of this run."));
}
