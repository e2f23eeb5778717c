using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Usage;

namespace Samokoder.Contracts.Projects;

/// <param name="Prompt">What to build, in words: 1 to 20,000 characters after trimming.</param>
/// <param name="Name">At most 120 characters; by default taken from the prompt.</param>
/// <param name="Starter">Id of a starter; by default chosen from the prompt.</param>
/// <param name="Model">Id as in the list of models; by default the user's default, else <c>demo/builder</c>.</param>
/// <param name="Attachments">At most 6: images up to 3 MB, texts up to 256 KB.</param>
/// <param name="ApprovePlan">Wait for the user's approval of the plan before anything is written.</param>
public sealed record CreateProjectRequest(
    string Prompt, string? Name = null, string? Starter = null, string? Model = null, bool ApprovePlan = false,
    IReadOnlyList<Attachments.AttachmentUpload>? Attachments = null);

/// <summary>The project and its first run, created together.</summary>
public sealed record ProjectCreated(ProjectInfo Project, RunInfo Run);

/// <summary>Members that are null stay as they are.</summary>
public sealed record UpdateProjectRequest(string? Name = null, string? Description = null, ProjectBudget? Budget = null);

/// <param name="Starter">Id of a starter; <c>auto</c> until the first run has chosen one.</param>
/// <param name="PreviewId">The first label of the preview's host name; not guessable.</param>
/// <param name="LastRun">Null only while nothing was ever asked.</param>
public sealed record ProjectInfo(
    Guid Id, string Name, string Description, ProjectStatus Status, string Starter, string PreviewId,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, RunInfo? LastRun);

/// <summary>Derived from the project's last run.</summary>
public enum ProjectStatus
{
    /// <summary>No run yet.</summary>
    Empty,

    /// <summary>A run is queued or running.</summary>
    Building,

    /// <summary>A run waits for an answer.</summary>
    Waiting,

    /// <summary>The last run succeeded.</summary>
    Ready,

    /// <summary>The last run failed or was cancelled.</summary>
    Failed,
}
