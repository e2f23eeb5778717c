namespace Samokoder.AgentService.Tools;

/// <summary>What running a tool a second time would do; decides what happens to a call that a crash interrupted.</summary>
internal enum ToolEffect
{
    /// <summary>Changes nothing: may run in parallel with its like, and again.</summary>
    ReadOnly,

    /// <summary>Running it again leaves the same state.</summary>
    Idempotent,

    /// <summary>Leaves a trace by which it is decided whether it had its effect: then it is reported as done, else run again.</summary>
    Traced,

    /// <summary>Never run again by itself: the model is told that it was interrupted.</summary>
    Once,
}
