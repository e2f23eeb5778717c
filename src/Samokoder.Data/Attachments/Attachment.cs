namespace Samokoder.Data.Attachments;

/// <summary>A file that a user sent with a prompt. Never changed; gone with its run.</summary>
public sealed class Attachment
{
    public Guid Id { get; init; }

    public Guid ProjectId { get; init; }

    public Guid RunId { get; init; }

    /// <summary>Its place among the files of the same prompt, from 0.</summary>
    public int Position { get; init; }

    public required string Name { get; init; }

    /// <summary>Found by looking at the content, never what the sender said.</summary>
    public required string MediaType { get; init; }

    public int Size { get; init; }

    public required byte[] Content { get; init; }

    public bool IsImage => MediaType.StartsWith("image/", StringComparison.Ordinal);
}
