namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Turns what the operating system throws into a sentence with something to do.</summary>
internal static class FailureText
{
    public static string Of(Exception exception) => exception switch
    {
        IOException io when SaysDiskFull(io.Message) => DiskFull(io.Message),
        UnauthorizedAccessException access => $"{access.Message} Give the user that runs Samokoder access to it.",
        _ => exception.Message,
    };

    /// <summary>The words of the C library, npm and Windows.</summary>
    public static bool SaysDiskFull(string text) =>
        text.Contains("No space left on device", StringComparison.OrdinalIgnoreCase)
        || text.Contains("ENOSPC", StringComparison.Ordinal)
        || text.Contains("not enough space on the disk", StringComparison.OrdinalIgnoreCase);

    public static string DiskFull(string detail) =>
        $"The disk is full. Free some space (or set Samokoder__DataPath to a folder on another disk) and start it again. Details: {detail}";
}
