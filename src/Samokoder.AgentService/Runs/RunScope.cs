using Microsoft.SemanticKernel;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Runs.State;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Projects;

namespace Samokoder.AgentService.Runs;

/// <summary>What the stages of one run share.</summary>
/// <param name="Tools">The tools of a role in this run; the second says whether there is a plan.</param>
internal sealed record RunScope(RunSession Session, ProjectFacts Project, Kernel Kernel, RoleLoop Roles, Func<AgentRole, bool, ToolSet> Tools)
{
    public RunState State => Session.State;

    public string Prompt => Session.Run.Prompt;

    /// <summary>What the project starts from; null while that is not decided.</summary>
    public string? Starter => State.Architecture?.Starter ?? (Project.Starter == StarterIds.Automatic ? null : Project.Starter);

    public PreviewProject Preview => new(Project.Id, Project.PreviewId);

    /// <summary>The request's first line, as a title.</summary>
    public string Title
    {
        get
        {
            const int max = 80;
            var line = Prompt.Trim().Split('\n', 2)[0].Trim();
            return line.Length <= max ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[max - 1]) ? max - 1 : max), "…");
        }
    }
}
