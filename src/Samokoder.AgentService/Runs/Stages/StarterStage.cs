using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Analyst;
using Samokoder.AgentService.Agents.Architect;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Runs.State;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs.Stages;

/// <summary>What a new app starts from, and its workspace. The choice is in the journal before anything is made of it.</summary>
internal sealed class StarterStage(RoleContexts contexts, StarterOffer starters, IWorkspaceProvisioner provisioner)
{
    private const string ArchitectKey = "architect";

    /// <summary>Makes the workspace of a project whose starter is known, unless it is there.</summary>
    /// <exception cref="RunFailedException">It could not be made.</exception>
    public async Task ProvisionAsync(RunScope run, CancellationToken cancellationToken)
    {
        if (run.Starter is not { } starter) return;
        var provisioned = await provisioner.EnsureAsync(run.Project.Id, starter, cancellationToken);
        if (!provisioned.Ok) throw new RunFailedException(new RunError(ErrorCodes.SandboxUnavailable, provisioned.Problem!));
    }

    /// <summary>Chooses for a project that has no starter yet: by rule where the case is clear, else the architect does.</summary>
    /// <param name="large">Worth asking the architect about.</param>
    public async Task ChooseAsync(RunScope run, Analysis? analysis, bool large, CancellationToken cancellationToken)
    {
        if (run.Starter is not null) return;
        var choice = Ruled(run, large) ?? await AskAsync(run, analysis, cancellationToken);
        await run.Session.ChooseAsync(choice, starters.Find(choice.Starter)!.Manifest.Title, cancellationToken);
        await ProvisionAsync(run, cancellationToken);
    }

    private StoredArchitecture? Ruled(RunScope run, bool large)
    {
        if (starters.All.Count == 1) return new StoredArchitecture(starters.Usual.Name, [], "the only one");
        // The demo model builds what it can build, whatever the request names.
        if (run.Session.Run.Model != ServiceNames.DemoModelId && StarterRule.Named(run.Prompt) is { } named && starters.Find(named) is not null)
            return new StoredArchitecture(named, [], "the request names it");
        return large ? null : new StoredArchitecture(starters.Usual.Name, [], "the usual one for a small app");
    }

    private async Task<StoredArchitecture> AskAsync(RunScope run, Analysis? analysis, CancellationToken cancellationToken)
    {
        var architect = run.State.Find(ArchitectKey)
            ?? await run.Session.OpenAsync(await contexts.ArchitectAsync(run, ArchitectKey, analysis, cancellationToken), new(), cancellationToken);
        await run.Roles.RunAsync(architect, run.Tools(AgentRole.Architect, true), cancellationToken);
        return architect.Result<Architecture>() is { } chosen
            ? new StoredArchitecture(chosen.Starter, chosen.Parts, "the architect's choice")
            : new StoredArchitecture(starters.Usual.Name, [], "the usual one: the architect chose none");
    }
}
