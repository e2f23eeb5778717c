using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Verification;

/// <summary>
/// The verification ladder: dependencies are there, types check, the app answers and each of its modules loads, the page works in a real
/// browser. Last come the task's acceptance checks. It stops at the first rung that fails.
/// </summary>
internal sealed class Verifier(
    IWorkspaceProvisioner provisioner, IWorkspaces workspaces, ISandboxProvider sandboxes, IPreviews previews, PageCheck page)
{
    private const int MaxOutputChars = 6_000;
    private static readonly TimeSpan BuildTimeout = TimeSpan.FromMinutes(3);

    /// <param name="acceptanceChecks">Sentences that hold in the running app once the task is done; without any the last rung is left out.</param>
    /// <param name="tester">Tries them, and only when all rungs below passed.</param>
    public async Task<VerificationReport> VerifyAsync(
        PreviewProject project, IReadOnlyList<string> acceptanceChecks, IAcceptanceTester tester, CancellationToken cancellationToken)
    {
        page.Prepare(project);
        var rungs = new List<VerificationRung>();
        IEnumerable<Rung> ladder = Ladder(project);
        if (acceptanceChecks.Count > 0) ladder = ladder.Append(new("checks", token => tester.CheckAsync(acceptanceChecks, token)));
        foreach (var rung in ladder)
            rungs.Add(rungs.Exists(r => r.Status == RungStatus.Failed)
                ? new VerificationRung(rung.Name, RungStatus.Skipped, "An earlier check failed.")
                : await rung.CheckAsync(cancellationToken) with { Name = rung.Name });
        return new VerificationReport(rungs);
    }

    private IEnumerable<Rung> Ladder(PreviewProject project) =>
    [
        new("install", token => InstallAsync(project, token)),
        new("build", token => BuildAsync(project, token)),
        new("serve", token => ServeAsync(project, token)),
        new("render", token => page.CheckAsync(project, ReadyPath(project), token)),
    ];

    private async Task<VerificationRung> InstallAsync(PreviewProject project, CancellationToken cancellationToken)
    {
        var installed = await provisioner.EnsureDependenciesAsync(project.ProjectId, cancellationToken);
        return installed.Ok ? Passed : Failed(installed.Problem!);
    }

    private async Task<VerificationRung> BuildAsync(PreviewProject project, CancellationToken cancellationToken)
    {
        if (provisioner.StarterOf(project.ProjectId)?.Typecheck is not { } typecheck) return new VerificationRung("", RungStatus.Skipped, "The starter has no such check.");
        var command = await DevCommand.ResolveAsync(typecheck.Command, workspaces.Files(project.ProjectId), cancellationToken);
        var request = ExecRequest.Shell(command) with { Timeout = BuildTimeout, MaxOutputChars = MaxOutputChars, Network = false };
        var result = await sandboxes.Get(project.ProjectId).ExecuteAsync(request, null, cancellationToken);
        return result.Status switch
        {
            ExecStatus.Exited when result.ExitCode == 0 => Passed,
            ExecStatus.Exited => Failed(result.Output),
            ExecStatus.TimedOut => Failed($"It was not done within {BuildTimeout.TotalMinutes:0} minutes.\n{result.Output}"),
            _ => Failed(result.Problem ?? "The sandbox did not start."),
        };
    }

    private async Task<VerificationRung> ServeAsync(PreviewProject project, CancellationToken cancellationToken)
    {
        var state = await previews.StartAsync(project, cancellationToken);
        if (state.Status != PreviewStatus.Running || previews.AddressOf(project.ProjectId) is not { } address)
            return Failed(state.Error ?? "The app does not answer.");
        var problem = await ModuleWalk.FindProblemAsync(address, ReadyPath(project), cancellationToken);
        return problem is null ? Passed : Failed(problem);
    }

    private string ReadyPath(PreviewProject project) => provisioner.StarterOf(project.ProjectId)?.Dev.ReadyPath ?? "/";

    private static VerificationRung Passed => new("", RungStatus.Passed);

    private static VerificationRung Failed(string output) => new("", RungStatus.Failed, output);

    private sealed record Rung(string Name, Func<CancellationToken, Task<VerificationRung>> CheckAsync);
}
