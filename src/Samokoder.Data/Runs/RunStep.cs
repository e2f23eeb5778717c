namespace Samokoder.Data.Runs;

public enum RunStepKind
{
    /// <summary>A complete answer of the model.</summary>
    Turn,

    /// <summary>A tool call.</summary>
    Tool,

    /// <summary>Something the engine tells the model: a correction, a summary of older turns.</summary>
    Note,
}

public enum RunStepStatus
{
    /// <summary>Written before the effect.</summary>
    Started,

    /// <summary>Written after it.</summary>
    Completed,
}

/// <summary>One entry of a run's journal.</summary>
public sealed class RunStep
{
    public Guid RunId { get; init; }

    /// <summary>From 1, without gaps.</summary>
    public long Seq { get; init; }

    public RunStepKind Kind { get; init; }

    public RunStepStatus Status { get; set; }

    /// <summary>The tool's name, or the role that spoke.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the tool call; null for turns.</summary>
    public string? CallId { get; init; }

    /// <summary>JSON: the turn's message, or the call's arguments.</summary>
    public required string Payload { get; init; }

    /// <summary>JSON: the call's result, once completed.</summary>
    public string? Result { get; set; }

    public long LeaseEpoch { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
