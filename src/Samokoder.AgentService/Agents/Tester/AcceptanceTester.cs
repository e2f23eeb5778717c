using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Runs.Stages;
using Samokoder.AgentService.Tools;
using Samokoder.AgentService.Verification;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Agents.Tester;

/// <summary>
/// The tester's part of one verification: a short conversation of its own in the run's journal. When a crash lets the verification be done again, a
/// report that was handed over is taken as it is.
/// </summary>
/// <param name="key">Of its conversation: one for each verification.</param>
internal sealed class AcceptanceTester(RunScope run, RoleContexts contexts, IPageTools pages, string key) : IAcceptanceTester
{
    public async Task<VerificationRung> CheckAsync(IReadOnlyList<string> checks, CancellationToken cancellationToken)
    {
        var conversation = run.State.Find(key);
        if (conversation is not { Ended: true })
        {
            await using var page = await pages.OpenAsync(run.Preview, cancellationToken);
            if (page.Tools is null) return Skipped(page.Missing ?? "There is no browser here.");
            conversation ??= await run.Session.OpenAsync(await contexts.TesterAsync(run, key, checks, cancellationToken), new(), cancellationToken);
            await run.Roles.RunAsync(conversation, new ToolSet(page.Tools, new TesterTools(checks.Count)), cancellationToken);
        }
        return conversation.Result<CheckReport>() is { } report ? ToRung(report, checks) : Skipped("The model did not report what it saw.");
    }

    private static VerificationRung ToRung(CheckReport report, IReadOnlyList<string> checks)
    {
        var failed = report.Results.Where(r => !r.Passed).ToList();
        var told = failed.Count > 0 ? failed : report.Results;
        return new VerificationRung(
            "", failed.Count > 0 ? RungStatus.Failed : RungStatus.Passed, string.Join('\n', told.Select(r => $"{checks[r.Check - 1]}\n  {r.Evidence}")));
    }

    private static VerificationRung Skipped(string reason) => new("", RungStatus.Skipped, reason);
}
