using System.Security.Cryptography;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>The recipes of the image, as they came with this program. Their content names the image: a changed recipe is a new image.</summary>
internal sealed class ImageRecipe(string folder, string variant)
{
    private static readonly string[] Hashed = ["Dockerfile", "build-from-debian"];

    public ImageRecipe(string variant)
        : this(Path.Combine(AppContext.BaseDirectory, "SandboxImage"), variant)
    {
    }

    public string Variant => variant;

    public string Dockerfile => Path.Combine(folder, Hashed[0]);

    public string DebianScript => Path.Combine(folder, Hashed[1]);

    /// <summary>The same as <c>build-from-debian --print-tag</c>.</summary>
    public string Tag { get; } =
        $"samokoder-sandbox:{variant}-{Convert.ToHexStringLower(SHA256.HashData([.. Hashed.SelectMany(name => File.ReadAllBytes(Path.Combine(folder, name)))]))[..12]}";
}
