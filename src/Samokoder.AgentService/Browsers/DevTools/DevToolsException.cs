namespace Samokoder.AgentService.Browsers.DevTools;

/// <summary>The browser refused a command, or is gone.</summary>
internal sealed class DevToolsException(string message, bool gone = false) : Exception(message)
{
    /// <summary>True when no further command can succeed.</summary>
    public bool Gone { get; } = gone;
}
