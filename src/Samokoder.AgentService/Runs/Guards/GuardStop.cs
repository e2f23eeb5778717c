namespace Samokoder.AgentService.Runs.Guards;

internal enum Circle
{
    /// <summary>The same call came to the same result.</summary>
    SameCall,

    /// <summary>Whatever was tried failed in the same way.</summary>
    SameFailure,

    /// <summary>No file changed and nothing new was read.</summary>
    NoProgress,
}

/// <summary>The run goes in a circle although the model was told.</summary>
/// <param name="Tool">The tool that was called; empty for <see cref="Circle.NoProgress"/>.</param>
/// <param name="Count">Calls, failures or turns.</param>
internal sealed record GuardStop(Circle Circle, string Tool, int Count);
