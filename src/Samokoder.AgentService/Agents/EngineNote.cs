namespace Samokoder.AgentService.Agents;

/// <summary>
/// What the engine tells a model in the place of a user: the task at hand, what a check found. It begins with a mark, so that it is never taken
/// for a wish of the user, neither by a model nor when a conversation is shortened.
/// </summary>
internal static class EngineNote
{
    public const string Mark = "[Samokoder] ";

    public static string Of(string text) => Mark + text;

    public static bool Is(string text) => text.StartsWith(Mark, StringComparison.Ordinal);
}
