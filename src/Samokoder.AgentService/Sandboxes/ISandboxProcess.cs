namespace Samokoder.AgentService.Sandboxes;

/// <summary>A started command: its output as streams of bytes, its end, and the means to end it. Disposing ends it.</summary>
internal interface ISandboxProcess : IAsyncDisposable
{
    Stream Output { get; }

    /// <summary>What the launcher says; empty where there is none.</summary>
    Stream Error { get; }

    /// <summary>128 + signal when a signal ended it. Valid after its end.</summary>
    int ExitCode { get; }

    /// <summary>What the sandbox knows about the reason of its end. Valid after its end.</summary>
    string? Problem { get; }

    /// <summary>Done when it has ended and nothing that it started is left.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken);

    /// <summary>Ends it with everything it started.</summary>
    Task KillAsync();
}
