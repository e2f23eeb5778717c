namespace Samokoder.Data.Runs;

/// <summary>A question that parks a run until it is answered.</summary>
public sealed class Question
{
    public Guid Id { get; init; }

    public Guid RunId { get; init; }

    /// <summary>The tool call that asked.</summary>
    public required string CallId { get; init; }

    public required string Text { get; init; }

    public required string[] Choices { get; init; }

    public string? Answer { get; set; }

    public DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; set; }
}
