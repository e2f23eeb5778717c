using System.Text;

namespace Samokoder.ApiService.Features.Attachments;

/// <summary>Tells what a file is by its content.</summary>
internal static class AttachmentKind
{
    public const string Text = "text/plain";

    /// <summary>A media type that is safe to show, or null: what is neither an image of a known kind nor text.</summary>
    public static string? Of(ReadOnlySpan<byte> content) => content switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => IsText(content) ? Text : null,
    };

    /// <summary>Whether what the sender said fits what the file is. Any text may have any name, an image only its own.</summary>
    public static bool Agrees(string said, string found) =>
        found == Text ? !said.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || said.StartsWith("image/svg", StringComparison.OrdinalIgnoreCase)
            : said.Equals(found, StringComparison.OrdinalIgnoreCase) || (said.Equals("image/jpg", StringComparison.OrdinalIgnoreCase) && found == "image/jpeg");

    /// <summary>Whether the ending of the name says nothing else than the content. Only endings of images count: a text may have any other.</summary>
    public static bool AgreesWithName(string name, string found) =>
        Endings.GetValueOrDefault(Path.GetExtension(name)) is not { } named || named == found;

    private static readonly Dictionary<string, string> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif", [".webp"] = "image/webp",
    };

    private static bool IsText(ReadOnlySpan<byte> content)
    {
        if (content.ContainsAny("\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008"u8)) return false;
        while (!content.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(content, out _, out var consumed) != System.Buffers.OperationStatus.Done) return false;
            content = content[consumed..];
        }
        return true;
    }
}
