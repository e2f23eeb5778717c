using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.AgentService.Sandboxes.Docker;

/// <summary>Which image a project's container is made of: that with the .NET SDK, twice as large, only for those that need it.</summary>
internal sealed class SandboxImages(IOptions<SandboxOptions> options, ProjectStarters starters, ContainerEngine engine, TimeProvider time, ILogger<ImagePreparation> log)
{
    public const string Dotnet = "dotnet";

    private readonly ConcurrentDictionary<string, ImagePreparation> images = new(StringComparer.Ordinal);

    /// <summary>What projects have that need nothing else.</summary>
    public ImagePreparation Usual => Of(options.Value.ImageVariant);

    public ImagePreparation For(Guid projectId) =>
        options.Value.Image is { Length: > 0 } || starters.Find(projectId) is not { Manifest.IsDotnet: true } ? Usual : Of(Dotnet);

    private ImagePreparation Of(string variant) => images.GetOrAdd(variant, name => new ImagePreparation(name, options, engine, time, log));
}
