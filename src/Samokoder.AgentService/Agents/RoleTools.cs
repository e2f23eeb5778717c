using Samokoder.AgentService.Agents.Analyst;
using Samokoder.AgentService.Agents.Architect;
using Samokoder.AgentService.Agents.Planner;
using Samokoder.AgentService.Agents.Writer;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Tools;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Agents;

/// <summary>Which tools a role has. The tester's come from the page that it looks at, see <see cref="Tester.AcceptanceTester"/>.</summary>
internal sealed class RoleTools(StarterOffer starters, IWorkspaces workspaces, ISandboxProvider sandboxes, IPreviews previews)
{
    /// <param name="planned">There is a plan, which is not the coder's to change.</param>
    /// <param name="onOutput">Sees the output of commands as it comes.</param>
    /// <param name="more">What those have besides who write the code: a view of the page, and what the project brings itself.</param>
    public ToolSet Of(AgentRole role, bool planned, ProjectFacts project, IEnumerable<object> more, Func<string, CancellationToken, ValueTask> onOutput)
    {
        var files = workspaces.Files(project.Id);
        return role switch
        {
            AgentRole.Analyst => new ToolSet(new AnalystTools(), new QuestionTools()),
            AgentRole.Architect => new ToolSet(new ArchitectTools(starters)),
            AgentRole.Planner => new ToolSet(new ReadingTools(files), new PlannerTools()),
            AgentRole.Writer => new ToolSet(new WriterTools(files)),
            AgentRole.Coder or AgentRole.Fixer => new ToolSet(
            [
                new ReadingTools(files),
                new FileTools(files),
                new CommandTools(sandboxes.Get(project.Id), onOutput),
                new PreviewTools(previews, new PreviewProject(project.Id, project.PreviewId, project.OwnerId)),
                new QuestionTools(),
                new FinishTools(),
                .. planned ? Array.Empty<object>() : [new PlanTools()],
                .. more,
            ]),
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "This role has no tools of its own."),
        };
    }
}
