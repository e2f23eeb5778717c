using System.Text.RegularExpressions;
using Samokoder.AgentService.Runs.State;

namespace Samokoder.AgentService.Runs;

internal enum RoutingMode
{
    /// <summary>By the size of the request.</summary>
    Auto,

    /// <summary>No analysis, no plan, whatever is asked; an approval that the user wants is still asked for.</summary>
    CoderOnly,
}

/// <summary>
/// Decides by rules, without a model, which roles a request passes. It may send too much to the analyst, who can still say that a request is small;
/// what it keeps from the analyst must be small for certain.
/// </summary>
internal static partial class RunRouter
{
    private const int MaxSmallChars = 600;
    private const int MaxSmallWishes = 3;

    /// <param name="first">No earlier run of the project has built anything.</param>
    public static StoredRoute Decide(string prompt, bool first, bool approvePlan, RoutingMode mode)
    {
        if (approvePlan) return new StoredRoute(RunPath.Planned, "the plan is to be approved");
        if (mode == RoutingMode.CoderOnly) return new StoredRoute(RunPath.Coder, "by configuration");
        if (first) return new StoredRoute(RunPath.Planned, "a new app");
        if (prompt.Length > MaxSmallChars) return new StoredRoute(RunPath.Planned, "a long request");
        return Wishes(prompt) > MaxSmallWishes
            ? new StoredRoute(RunPath.Planned, "a request with many wishes")
            : new StoredRoute(RunPath.Coder, "a small change");
    }

    /// <summary>Points of a list, else sentences.</summary>
    private static int Wishes(string prompt)
    {
        var points = Point().Count(prompt);
        return points > 1 ? points : SentenceEnd().Count(prompt.Trim() + "\n");
    }

    [GeneratedRegex(@"^[ \t]*(?:[-*•–]|\d{1,2}[.)])[ \t]+\S", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Point();

    [GeneratedRegex(@"[^\s.!?;](?:[.!?;]+(?=\s)|\r?\n)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SentenceEnd();
}
