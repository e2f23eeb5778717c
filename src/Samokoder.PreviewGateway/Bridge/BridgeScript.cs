using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Samokoder.PreviewGateway.Bridge;

/// <summary>The script that tells the studio what happens in a preview. It is the same for every preview, so it may be cached for ever.</summary>
internal sealed class BridgeScript
{
    public const string Path = "/__samokoder/bridge.js";

    public BridgeScript(StudioOrigins studio)
    {
        var source = EmbeddedText.Read("Bridge/bridge.js")
            .Replace("/*ORIGINS*/[]", JsonSerializer.Serialize(studio.All), StringComparison.Ordinal)
            .Replace("/*PICK*/", EmbeddedText.Read("Bridge/pick.js"), StringComparison.Ordinal);
        Content = Encoding.UTF8.GetBytes(source);
        var hash = SHA256.HashData(Content);
        Hash = $"sha256-{Convert.ToBase64String(hash)}";
        Url = $"{Path}?v={Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
        Tag = Encoding.ASCII.GetBytes($"<script src=\"{Url}\" integrity=\"{Hash}\"></script>");
    }

    public byte[] Content { get; }

    /// <summary>Of <see cref="Content"/>, as integrity and policies name it.</summary>
    public string Hash { get; }

    public string Url { get; }

    /// <summary>The element that loads it; ASCII, so that it fits every encoding that HTML is written in but UTF-16.</summary>
    public byte[] Tag { get; }
}
