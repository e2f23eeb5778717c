namespace Samokoder.AgentService.Context;

/// <summary>
/// What the model no longer reads whole. In the journal, so that a resumed run sees the same; all positions are indexes of the session's messages.
/// </summary>
/// <param name="SeenUpTo">The messages that there were when it was decided; later ones are always whole.</param>
/// <param name="ShortenBefore">Results, contents and texts before it are shown with head and tail only.</param>
/// <param name="DropBefore">Turns before it are replaced by a digest. Always at the beginning of a turn.</param>
/// <param name="KeepChars">What is left of a shortened text.</param>
/// <param name="Limit">Tokens that the provider was found to accept at most, when that is less than was thought.</param>
internal sealed record Compaction(int SeenUpTo, int ShortenBefore, int DropBefore, int KeepChars, long? Limit = null)
{
    public static Compaction None { get; } = new(0, 0, 0, 0);
}
