namespace Samokoder.Data.Runs;

public enum RunStepKind
{
    /// <summary>A complete answer of the model.</summary>
    Turn,

    /// <summary>A tool call.</summary>
    Tool,

    /// <summary>What the engine decided, or told the model: the route, a conversation's beginning, a correction, the end of a task.</summary>
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

    /// <summary>The tool's name, the role that spoke, or the kind of note.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the tool call; null for turns.</summary>
    public string? CallId { get; init; }

    /// <summary>JSON: the turn's message, or the call's arguments.</summary>
    public required string Payload { get; init; }

    /// <summary>JSON: the call's result; while it is only started, what a later worker needs to tell whether it had its effect.</summary>
    public string? Result { get; set; }

    public long LeaseEpoch { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}
