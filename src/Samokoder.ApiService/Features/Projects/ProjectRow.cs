using Samokoder.ApiService.Features.Runs;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;

namespace Samokoder.ApiService.Features.Projects;

/// <summary>A project with its last run, as one query reads them.</summary>
internal sealed record ProjectRow(Project Project, RunRow? LastRun)
{
    public ProjectInfo ToInfo() => new(
        Project.Id, Project.Name, Project.Description, StatusOf(LastRun?.Run.Status), Project.Starter, Project.PreviewId,
        Project.CreatedAt, Project.UpdatedAt, LastRun?.ToInfo());

    internal static ProjectStatus StatusOf(RunStatus? lastRun) => lastRun switch
    {
        null => ProjectStatus.Empty,
        RunStatus.Queued or RunStatus.Running => ProjectStatus.Building,
        RunStatus.Waiting => ProjectStatus.Waiting,
        RunStatus.Succeeded => ProjectStatus.Ready,
        _ => ProjectStatus.Failed,
    };
}
