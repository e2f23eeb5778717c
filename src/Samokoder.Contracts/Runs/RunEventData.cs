namespace Samokoder.Contracts.Runs;

/// <summary>The payload of one type of run event.</summary>
public interface IRunEventData
{
    static abstract string Type { get; }
}

/// <summary>Marks payloads that are stored and replayed; the others are live only.</summary>
public interface IDurableRunEventData : IRunEventData;

public sealed record RunStatusChanged(RunStatus Status, RunError? Error = null) : IDurableRunEventData
{
    public static string Type => "run.status";
}

public enum PlanTaskStatus
{
    Todo,
    Doing,
    Done,

    /// <summary>Its checks still failed after all repairs.</summary>
    Failed,
}

/// <param name="Checks">What holds in the running app once the task is done; null when nobody said.</param>
public sealed record PlanTask(string Title, PlanTaskStatus Status, IReadOnlyList<string>? Checks = null);

/// <summary>The whole plan, not a difference.</summary>
public sealed record PlanUpdated(IReadOnlyList<PlanTask> Tasks) : IDurableRunEventData
{
    public static string Type => "plan.updated";
}

/// <summary>What a new app starts from. Comes once in a project at most, before its plan.</summary>
/// <param name="Starter">Its id.</param>
/// <param name="Title">Its name, for people.</param>
/// <param name="Parts">The building blocks that the architect named; may be empty.</param>
public sealed record ArchitectureChosen(string Starter, string Title, IReadOnlyList<string> Parts) : IDurableRunEventData
{
    public static string Type => "architecture.chosen";
}

/// <param name="MessageId">The same as in the <see cref="MessageCompleted"/> that ends it.</param>
public sealed record MessageDelta(Guid MessageId, string Text) : IRunEventData
{
    public static string Type => "message.delta";
}

/// <summary>Carries the whole text, so that a client that saw no delta misses nothing.</summary>
/// <param name="Agent">The role of the agent that spoke, as in <c>coder</c>; null for what the run itself says.</param>
public sealed record MessageCompleted(Guid MessageId, MessageRole Role, string Text, string? Agent = null) : IDurableRunEventData
{
    public static string Type => "message.completed";
}

/// <param name="CallId">Unique in the run.</param>
/// <param name="Tool">The tool's name, as in write_file.</param>
/// <param name="Target">What it works on, for people: a path, a command. May be empty.</param>
/// <param name="Agent">The role of the agent that calls it, as in <c>coder</c>.</param>
public sealed record ToolStarted(string CallId, string Tool, string Target, string? Agent = null) : IDurableRunEventData
{
    public static string Type => "tool.started";
}

/// <summary>A piece of a command's output.</summary>
public sealed record ToolOutput(string CallId, string Text) : IRunEventData
{
    public static string Type => "tool.output";
}

public enum ToolOutcome
{
    Succeeded,
    Failed,
    Interrupted,
}

/// <param name="Summary">One line for people, as "42 lines" or "exit code 1".</param>
/// <param name="Detail">Bounded output, of a failure or a command; may be null.</param>
public sealed record ToolCompleted(string CallId, string Tool, ToolOutcome Outcome, string Summary, string? Detail, long DurationMs)
    : IDurableRunEventData
{
    public static string Type => "tool.completed";
}

/// <summary>A piece of a file's content while the model writes it.</summary>
public sealed record FileDelta(string CallId, string Path, string Text) : IRunEventData
{
    public static string Type => "file.delta";
}

public enum FileChangeKind
{
    Created,
    Modified,
    Deleted,
    Moved,
}

/// <param name="Path">Relative to the workspace, with forward slashes.</param>
/// <param name="From">The old path of a moved file.</param>
/// <param name="Size">Bytes after the change; 0 when deleted.</param>
public sealed record FileChanged(string Path, FileChangeKind Kind, long Size, string? From = null) : IDurableRunEventData
{
    public static string Type => "file.changed";
}

public sealed record QuestionAsked(Guid QuestionId, string Text, IReadOnlyList<string> Choices) : IDurableRunEventData
{
    public static string Type => "question.asked";
}

public sealed record CheckpointCreated(Guid CheckpointId, string Title) : IDurableRunEventData
{
    public static string Type => "checkpoint.created";
}

public enum RungStatus
{
    Passed,
    Failed,
    Skipped,
}

/// <param name="Name">install, build, serve, render or checks.</param>
/// <param name="Output">Bounded; why it failed or was skipped.</param>
public sealed record VerificationRung(string Name, RungStatus Status, string? Output = null);

public sealed record VerificationCompleted(IReadOnlyList<VerificationRung> Rungs) : IDurableRunEventData
{
    public static string Type => "verification.completed";
}

public sealed record PreviewStatusChanged(Previews.PreviewStatus Status, string? Error = null) : IDurableRunEventData
{
    public static string Type => "preview.status";
}

/// <summary>The run's totals so far.</summary>
public sealed record UsageUpdated(RunUsage Usage) : IDurableRunEventData
{
    public static string Type => "usage.updated";
}
