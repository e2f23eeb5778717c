namespace Samokoder.AgentService.Runs.State;

/// <summary>The names of notes in the journal. Turns are named by their role, calls by their tool.</summary>
internal static class StepNames
{
    /// <summary>Payload: <see cref="StoredRoute"/>.</summary>
    public const string Route = "route";

    /// <summary>Payload: <see cref="StoredContext"/>.</summary>
    public const string Context = "context";

    /// <summary>Payload: <see cref="StoredNote"/>.</summary>
    public const string Note = "note";

    /// <summary>The user approved the plan. No payload.</summary>
    public const string Approved = "approved";

    /// <summary>Payload: <see cref="StoredCompaction"/>.</summary>
    public const string Compaction = "compaction";

    /// <summary>Payload: <see cref="StoredTask"/>.</summary>
    public const string Task = "task";

    /// <summary>Payload: <see cref="StoredArchitecture"/>.</summary>
    public const string Architecture = "architecture";

    /// <summary>Payload: <see cref="StoredModel"/>.</summary>
    public const string Model = "model";
}
