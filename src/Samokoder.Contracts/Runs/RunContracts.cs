namespace Samokoder.Contracts.Runs;

/// <summary>A run's life: queued → running → succeeded, failed or cancelled, with running ⇄ waiting for the user.</summary>
public enum RunStatus
{
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Cancelled,
}

/// <param name="Prompt">1 to 20,000 characters after trimming.</param>
/// <param name="Attachments">At most 6: images up to 3 MB, texts up to 256 KB.</param>
public sealed record CreateRunRequest(
    string Prompt, string? Model = null, bool ApprovePlan = false, IReadOnlyList<Attachments.AttachmentUpload>? Attachments = null);

public sealed record RunCreated(RunInfo Run);

/// <param name="Error">Set only when the run failed.</param>
/// <param name="OpenQuestion">Set only while the run waits.</param>
public sealed record RunInfo(
    Guid Id, Guid ProjectId, RunStatus Status, string Prompt, string Model, RunError? Error, RunUsage Usage,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, QuestionInfo? OpenQuestion = null);

/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">A sentence for the user: what happened and what to do.</param>
public sealed record RunError(string Code, string Detail);

/// <param name="InputTokens">Tokens read by models, cached ones included.</param>
/// <param name="OutputTokens">Tokens written by models.</param>
/// <param name="CostUsd">By the catalogue's prices; 0 for the demo model and for models without a price.</param>
public sealed record RunUsage(long InputTokens, long OutputTokens, decimal CostUsd);

public sealed record QuestionInfo(Guid Id, string Text, IReadOnlyList<string> Choices);

/// <summary>Exactly one of <paramref name="Text"/> and <paramref name="Choice"/> is needed.</summary>
public sealed record AnswerRequest(Guid QuestionId, string? Text = null, string? Choice = null);

public enum MessageRole
{
    User,
    Assistant,
}

/// <summary>One utterance of the conversation of a project, oldest first in lists.</summary>
public sealed record MessageInfo(Guid Id, Guid RunId, MessageRole Role, string Text, DateTimeOffset CreatedAt);
