using Samokoder.Contracts.Runs;

namespace Samokoder.Data.Projects;

/// <summary>One utterance of a project's conversation.</summary>
public sealed class Message
{
    public Guid Id { get; init; }

    public Guid ProjectId { get; init; }

    public Guid RunId { get; init; }

    public MessageRole Role { get; init; }

    public required string Text { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
