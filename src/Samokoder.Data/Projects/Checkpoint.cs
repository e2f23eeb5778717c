namespace Samokoder.Data.Projects;

/// <summary>A commit of the workspace that the user can return to.</summary>
public sealed class Checkpoint
{
    public Guid Id { get; init; }

    public Guid ProjectId { get; init; }

    public Guid? RunId { get; init; }

    public required string Sha { get; init; }

    public required string Title { get; init; }

    /// <summary>The verification's rungs as JSON; null when it was not verified.</summary>
    public string? Verification { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
