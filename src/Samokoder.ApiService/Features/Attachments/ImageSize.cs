using System.Buffers.Binary;

namespace Samokoder.ApiService.Features.Attachments;

/// <summary>
/// Width and height of an image, found by walking through its structure from the first byte to its end: PNG (chunks, W3C), JPEG (segments, ITU T.81),
/// GIF (blocks, GIF89a), WebP (RIFF, RFC 9649). Null when it is cut off or something else after its first bytes. Pixels are not decoded.
/// </summary>
internal static class ImageSize
{
    public static (int Width, int Height)? Of(string mediaType, ReadOnlySpan<byte> content) => mediaType switch
    {
        "image/png" => Png(content),
        "image/jpeg" => Jpeg(content),
        "image/gif" => Gif(content),
        "image/webp" => WebP(content),
        _ => null,
    };

    private static (int, int)? Png(ReadOnlySpan<byte> content)
    {
        const int signature = 8;
        const int frame = 12; // Length, name and checksum of a chunk.
        (int, int)? size = null;
        var hasPixels = false;
        for (long at = signature; at + frame <= content.Length;)
        {
            var chunk = content[(int)at..];
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            var name = chunk[4..8];
            if (at + frame + length > content.Length || (at == signature && !(name.SequenceEqual("IHDR"u8) && length == 13)))
                return null;
            if (at == signature)
                size = Positive(BinaryPrimitives.ReadInt32BigEndian(chunk[8..]), BinaryPrimitives.ReadInt32BigEndian(chunk[12..]));
            hasPixels |= name.SequenceEqual("IDAT"u8);
            if (name.SequenceEqual("IEND"u8))
                return hasPixels ? size : null;
            at += frame + length;
        }

        return null;
    }

    private static (int, int)? Jpeg(ReadOnlySpan<byte> content)
    {
        (int, int)? size = null;
        for (var at = 2; at + 4 <= content.Length;)
        {
            if (content[at] != 0xFF)
                return null;
            var marker = content[at + 1];
            if (marker is 0xFF)
            {
                at++; // A fill byte.
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            if (length < 2 || at + 2 + length > content.Length)
                return null;
            if (marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC && length >= 8)
                size = Positive(BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            at += 2 + length;
            if (marker == 0xDA) // Pixels follow, up to the mark of the end.
                return content[at..].IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD9]) >= 0 ? size : null;
        }

        return null;
    }

    private static (int, int)? Gif(ReadOnlySpan<byte> content)
    {
        const int header = 13;
        if (content.Length < header)
            return null;
        var size = Positive(BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), BinaryPrimitives.ReadUInt16LittleEndian(content[8..]));
        var hasPixels = false;
        for (var at = header + Colours(content[10]); at < content.Length;)
        {
            switch (content[at])
            {
                case 0x3B:
                    return hasPixels ? size : null;
                case 0x21:
                    at += 2;
                    break;
                case 0x2C when at + 11 <= content.Length:
                    hasPixels = true;
                    at += 11 + Colours(content[at + 9]);
                    break;
                default:
                    return null;
            }

            while (at < content.Length && content[at] != 0)
                at += 1 + content[at];
            at++;
        }

        return null;
    }

    /// <summary>Bytes of the table of colours that a packed field announces.</summary>
    private static int Colours(byte packed) => (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);

    private static (int, int)? WebP(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30 || BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) + 8L > content.Length)
            return null;
        var name = content[12..16];
        var data = content[20..];
        if (name.SequenceEqual("VP8X"u8))
            return (1 + Int24(data[4..]), 1 + Int24(data[7..]));
        if (name.SequenceEqual("VP8L"u8) && data[0] == 0x2F)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return ((int)(1 + (bits & 0x3FFF)), (int)(1 + ((bits >> 14) & 0x3FFF)));
        }

        return name.SequenceEqual("VP8 "u8) && data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
            ? Positive(BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
            : null;
    }

    private static int Int24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static (int, int)? Positive(int width, int height) => width > 0 && height > 0 ? (width, height) : null;
}
