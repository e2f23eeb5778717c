using Samokoder.Contracts.Runs;

namespace Samokoder.Contracts.Projects;

/// <summary>A version of a project's files that one can return to, newest first in lists.</summary>
/// <param name="RunId">The run that made it; null when somebody went back to an earlier version.</param>
/// <param name="Verification">What the checks found of these files, lowest first; null when they were not checked.</param>
public sealed record CheckpointInfo(
    Guid Id, Guid? RunId, string Title, DateTimeOffset CreatedAt, IReadOnlyList<VerificationRung>? Verification);

/// <summary>Between our services: make the files what they were at a commit.</summary>
public sealed record RestoreFilesRequest(string Sha, string Title);

/// <param name="Sha">The new commit.</param>
public sealed record RestoredFilesInfo(string Sha);
