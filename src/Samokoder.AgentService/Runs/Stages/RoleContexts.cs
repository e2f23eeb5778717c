using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Analyst;
using Samokoder.AgentService.Agents.Architect;
using Samokoder.AgentService.Agents.Planner;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Runs.State;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Runs.Stages;

/// <summary>What each role reads when its conversation begins.</summary>
internal sealed class RoleContexts(RolePrompts prompts, RunSessions sessions, IWorkspaces workspaces, StarterCatalog starters, StarterOffer offer)
{
    private const int MaxListed = 200;
    private const int MaxReadmeChars = 6_000;
    private const string PlanYourself = "Then call `update_plan` with the tasks: few and concrete. Skip the plan for a change of a line or two.";
    private const string PlanIsGiven = "The plan is made, and you are given one task of it at a time: do that task, all of it, and nothing of the others.";

    public Task<StoredContext> AnalystAsync(RunScope run, string key, CancellationToken cancellationToken) =>
        OpenAsync(run, key, AgentRole.Analyst, [], [], cancellationToken);

    public Task<StoredContext> ArchitectAsync(RunScope run, string key, Analysis? analysis, CancellationToken cancellationToken) => OpenAsync(
        run, key, AgentRole.Architect, new() { ["starters"] = offer.Describe(), ["analysis"] = Describe(analysis, run.Prompt) }, [], cancellationToken);

    public Task<StoredContext> PlannerAsync(RunScope run, string key, Analysis? analysis, CancellationToken cancellationToken) =>
        OpenAsync(run, key, AgentRole.Planner, new() { ["analysis"] = Describe(analysis, run.Prompt) + PartsOf(run) }, [], cancellationToken);

    /// <param name="task">Null when the coder works without a plan.</param>
    public Task<StoredContext> CoderAsync(RunScope run, string key, CurrentTask? task, CancellationToken cancellationToken) => OpenAsync(
        run, key, AgentRole.Coder, new() { ["planning"] = task is null ? PlanYourself : PlanIsGiven }, task is null ? [] : [task.Describe()], cancellationToken);

    public Task<StoredContext> TesterAsync(RunScope run, string key, IReadOnlyList<string> checks, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["checks"] = string.Join('\n', checks.Select((c, i) => FormattableString.Invariant($"{i + 1}. {c}"))),
            ["turns"] = FormattableString.Invariant($"{RoleTraits.Of(AgentRole.Tester).MaxTurns}"),
        };
        // What the user once asked for is no matter of the tester's: it sees the checks alone.
        return WithoutHistoryAsync(run, key, AgentRole.Tester, variables, "Try the checks and report.", cancellationToken);
    }

    public async Task<StoredContext> WriterAsync(RunScope run, string key, IReadOnlyList<string> done, CancellationToken cancellationToken)
    {
        var readme = await workspaces.Files(run.Project.Id).ReadTextAsync("README.md", cancellationToken);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["readme"] = readme.Ok ? Shorten(readme.Value.Content) : "(there is none)" };
        return await OpenAsync(run, key, AgentRole.Writer, variables, ["The work is done. What the coder said of each task:\n" + string.Join('\n', done)], cancellationToken);
    }

    public Task<string> FixerAsync(RunScope run, string rung, string output, CancellationToken cancellationToken) => prompts.RenderAsync(
        run.Kernel, AgentRole.Fixer, new Dictionary<string, string>(StringComparer.Ordinal) { ["rung"] = rung, ["output"] = output }, cancellationToken);

    private async Task<StoredContext> OpenAsync(
        RunScope run, string key, AgentRole role, Dictionary<string, string> variables, IReadOnlyList<string> notes, CancellationToken cancellationToken)
    {
        variables["workspace"] = await WorkspaceAsync(run, cancellationToken);
        var system = await prompts.RenderAsync(run.Kernel, role, variables, cancellationToken);
        var history = await sessions.ReadHistoryAsync(run.Session.Run, cancellationToken);
        return new StoredContext(key, role, system, [.. history, User(run.Prompt), .. await AnswersAsync(run, cancellationToken), .. notes.Select(n => User(EngineNote.Of(n)))]);
    }

    /// <summary>What the user has answered in this run so far, to whichever role; approvals say nothing about the app.</summary>
    private async Task<IEnumerable<StoredUtterance>> AnswersAsync(RunScope run, CancellationToken cancellationToken)
    {
        var approval = new PlanApproval(run.Prompt);
        var answered = await sessions.ReadAnswersAsync(run.Session.Run.Lease.RunId, cancellationToken);
        return answered.Where(a => !approval.IsChoice(a.Answer)).Select(a => User(EngineNote.Of($"The user was asked: {a.Question}\nThe user answered: {a.Answer}")));
    }

    private async Task<StoredContext> WithoutHistoryAsync(
        RunScope run, string key, AgentRole role, IReadOnlyDictionary<string, string> variables, string note, CancellationToken cancellationToken) =>
        new(key, role, await prompts.RenderAsync(run.Kernel, role, variables, cancellationToken), [User(EngineNote.Of(note))]);

    private async Task<string> WorkspaceAsync(RunScope run, CancellationToken cancellationToken) => run.Starter is { } starter
        ? $"The project was made from the starter \"{starter}\". {starters.Find(starter)?.Manifest.Guide}".TrimEnd() + $"\nIts files now:\n{await FilesAsync(run, cancellationToken)}"
        : "The project is new: nothing of it is there yet.";

    private static string PartsOf(RunScope run) => run.State.Architecture is { Parts: { Count: > 0 } parts }
        ? $"\n\nThe architect names these parts:\n{string.Join('\n', parts.Select(p => $"- {p}"))}"
        : "";

    private async Task<string> FilesAsync(RunScope run, CancellationToken cancellationToken)
    {
        var tree = await workspaces.Files(run.Project.Id).ListAsync("", MaxListed, cancellationToken);
        return tree.Ok ? string.Join('\n', tree.Value.Items.Where(e => e.Kind == FileKind.File).Select(e => $"  {e.Path}")) : "";
    }

    private static string Describe(Analysis? analysis, string prompt) => analysis is null
        ? prompt
        : $"{analysis.Summary}\n{string.Join('\n', analysis.Requirements.Select(r => $"- {r}"))}";

    private static StoredUtterance User(string text) => new("user", text);

    private static string Shorten(string text) => text.Length <= MaxReadmeChars ? text : string.Concat(text.AsSpan(0, MaxReadmeChars), "\n…");
}

/// <summary>One task of a plan, with what the coder must know of the others.</summary>
/// <param name="Done">What was said of the tasks before it.</param>
internal sealed record CurrentTask(IReadOnlyList<PlannedTask> Plan, int Index, IReadOnlyList<string> Done)
{
    public string Describe()
    {
        var task = Plan[Index];
        string[] parts =
        [
            FormattableString.Invariant($"The plan:\n{string.Join('\n', Plan.Select((t, i) => FormattableString.Invariant($"{i + 1}. {t.Title}{State(i)}")))}"),
            Done.Count == 0 ? "" : "What was said of the tasks that are done:\n" + string.Join('\n', Done),
            FormattableString.Invariant($"Your task now is number {Index + 1}: {task.Title}\n{task.Description}"),
            task.Checks.Count == 0 ? "" : "When it is done this will be tried in the page:\n" + string.Join('\n', task.Checks.Select(c => $"- {c}")),
        ];
        return string.Join("\n\n", parts.Where(p => p.Length > 0));
    }

    private string State(int index) => index < Index ? " (done)" : index == Index ? " (yours)" : "";
}
