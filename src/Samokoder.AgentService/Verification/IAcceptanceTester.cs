using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Verification;

/// <summary>
/// Tries the acceptance checks of a task in the running app. Given by the run that asks for the verification, because a model does it and
/// its turns belong to that run's journal.
/// </summary>
internal interface IAcceptanceTester
{
    /// <summary>Passed, failed with what was seen, or skipped with the reason. Its name does not matter.</summary>
    Task<VerificationRung> CheckAsync(IReadOnlyList<string> checks, CancellationToken cancellationToken);
}
