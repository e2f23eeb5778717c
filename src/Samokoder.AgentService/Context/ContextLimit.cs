namespace Samokoder.AgentService.Context;

/// <summary>How many tokens a request may have.</summary>
internal static class ContextLimit
{
    /// <summary>For what a token counter can be wrong by.</summary>
    private const int MarginPercent = 5;

    /// <summary>The window less the room for the answer, less the margin.</summary>
    public static long Of(int windowTokens, int answerTokens) =>
        windowTokens - Math.Min(answerTokens, windowTokens / 4) - windowTokens * (long)MarginPercent / 100;
}
