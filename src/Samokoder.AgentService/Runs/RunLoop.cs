using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Agents.Coder;
using Samokoder.AgentService.Budgets;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Runs.Live;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Tools;
using Samokoder.AgentService.Verification;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// The coder's loop: a turn of the model, the calls that it asks for, and so on until it ends the work; then verification, a checkpoint
/// and success. Every step of it is in the journal, and it begins wherever the journal ends.
/// </summary>
internal sealed class RunLoop(
    ChatModels models, BudgetedTurns turns, RunSessions sessions, CoderPrompt prompt, IWorkspaceProvisioner provisioner, IWorkspaces workspaces,
    ISandboxProvider sandboxes, IPreviews previews, Verifier verifier, RunEventBus bus, RunMetrics metrics, IOptions<RunOptions> options,
    TimeProvider time)
{
    private const int MaxListed = 200;

    public async Task RunAsync(RunSession session, CancellationToken cancellationToken)
    {
        var run = session.Run;
        var project = await sessions.ReadProjectAsync(run.ProjectId, cancellationToken);
        var model = await models.CreateAsync(run.UserId, run.Model, cancellationToken);
        await ProvisionAsync(project, cancellationToken);

        var live = new LiveEvents(run.Lease.RunId, bus, time);
        var calls = new ToolCalls(session, Tools(project, live, out var scope), scope, sessions, metrics, time);
        var kernel = new Kernel();
        if (session.HasContext) await session.ContinueAsync(cancellationToken);
        else await session.BeginAsync(await ContextAsync(kernel, run, project, cancellationToken), cancellationToken);

        while (true)
        {
            if (await calls.ExecuteAsync(kernel, cancellationToken) == CallsOutcome.Parked) return;
            if (session.FinalMessage is null) await TurnAsync(session, model, calls, live, cancellationToken);
            else if (await CompleteAsync(session, project, cancellationToken)) return;
        }
    }

    private async Task TurnAsync(RunSession session, ChatModel model, ToolCalls calls, LiveEvents live, CancellationToken cancellationToken)
    {
        if (session.Turns >= options.Value.MaxTurns)
            throw new RunFailedException(new RunError(ErrorCodes.RunStepLimit, string.Create(
                CultureInfo.InvariantCulture, $"The agents used all {options.Value.MaxTurns} steps of a run. What is built is kept; ask for the rest in a smaller step.")));
        var chatOptions = new ChatOptions { Tools = calls.ForModel(), AllowMultipleToolCalls = true };
        var turn = await turns.RunAsync(session.Run.Lease, model, session.Messages, chatOptions, live, cancellationToken);
        await session.CompleteTurnAsync(model, turn, cancellationToken);
    }

    /// <summary>False when the verification found something and the model shall go on.</summary>
    private async Task<bool> CompleteAsync(RunSession session, ProjectFacts project, CancellationToken cancellationToken)
    {
        var verified = await verifier.VerifyAsync(new PreviewProject(project.Id, project.PreviewId), [], new NoTester(), cancellationToken);
        var entry = new JournalEntry().Event(new VerificationCompleted(verified.Rungs));
        if (!verified.Passed && session.Repairs < options.Value.MaxRepairs)
        {
            await session.NoteAsync(verified.ForModel(), entry, cancellationToken);
            return false;
        }
        await CheckpointAsync(session, project, verified, entry, cancellationToken);
        if (verified.Passed)
        {
            await session.SucceedAsync(entry, cancellationToken);
            metrics.Ended(RunStatus.Succeeded);
            return true;
        }
        await session.AppendAsync(entry, cancellationToken);
        throw new RunFailedException(new RunError(ErrorCodes.RunStuck, verified.ForUser()));
    }

    private async Task CheckpointAsync(
        RunSession session, ProjectFacts project, VerificationReport verified, JournalEntry entry, CancellationToken cancellationToken)
    {
        var title = Title(session.Run.Prompt);
        var commit = await workspaces.Checkpoints(project.Id).CommitAsync(title, cancellationToken);
        var checkpoint = new Data.Projects.Checkpoint
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()), Sha = commit.Sha, Title = title,
            Verification = System.Text.Json.JsonSerializer.Serialize(verified.Rungs, ContractJson.Options),
        };
        entry.Checkpoints.Add(checkpoint);
        entry.Event(new CheckpointCreated(checkpoint.Id, title));
    }

    private async Task ProvisionAsync(ProjectFacts project, CancellationToken cancellationToken)
    {
        var provisioned = await provisioner.EnsureAsync(project.Id, project.Starter, cancellationToken);
        if (!provisioned.Ok) throw new RunFailedException(new RunError(ErrorCodes.SandboxUnavailable, provisioned.Problem!));
    }

    private ToolSet Tools(ProjectFacts project, LiveEvents live, out CallScope scope)
    {
        var current = scope = new CallScope();
        return new ToolSet(
            new FileTools(workspaces.Files(project.Id)),
            new CommandTools(sandboxes.Get(project.Id), (text, _) => live.OutputAsync(current.CallId, text)),
            new PreviewTools(previews, new PreviewProject(project.Id, project.PreviewId)),
            new ConversationTools());
    }

    private async Task<StoredContext> ContextAsync(Kernel kernel, ClaimedRun run, ProjectFacts project, CancellationToken cancellationToken)
    {
        var tree = await workspaces.Files(project.Id).ListAsync("", MaxListed, cancellationToken);
        var files = tree.Ok ? string.Join('\n', tree.Value.Items.Where(e => e.Kind == Contracts.Files.FileKind.File).Select(e => $"  {e.Path}")) : "";
        return new StoredContext(
            await prompt.RenderAsync(kernel, project.Starter, files, cancellationToken), await sessions.ReadHistoryAsync(run, cancellationToken));
    }

    /// <summary>The first line of the request, as the title of its checkpoint.</summary>
    private static string Title(string prompt)
    {
        const int max = 80;
        var line = prompt.Trim().Split('\n', 2)[0].Trim();
        return line.Length <= max ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[max - 1]) ? max - 1 : max), "…");
    }
}
