namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of a resource, as the dashboard shows them.</summary>
public static class KnownResourceStates
{
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Held back by <c>WaitFor</c>.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Its process is being prepared, or runs and has not been healthy yet.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Its process runs and its health checks pass.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Its process runs, and its health checks have stopped passing.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Its process ended: stopped on request, or crashed and about to be started again.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Its process ended by itself with success.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Its process could not be started; the reason is in its log. It is tried again only on request.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);
}

public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}
