using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Sandboxes.Docker;
using Samokoder.Contracts.Projects;
using Samokoder.Tests.AgentService.AppDatabases;

namespace Samokoder.Tests.AgentService.Sandboxes;

public sealed class SandboxImagesTests
{
    [Theory]
    [InlineData(StarterIds.AspNet, "node", null, "dotnet")]
    [InlineData(StarterIds.ReactVite, "node", null, "node")]
    [InlineData(StarterIds.ReactVite, "dotnet", null, "dotnet")]
    [InlineData(StarterIds.AspNet, "node", "our/image:1", "our/image:1")]
    public async Task A_project_has_the_image_that_its_starter_needs(string starter, string variant, string? named, string expected)
    {
        await using var host = AgentHost.Create(("Sandbox:ImageVariant", variant), ("Sandbox:Image", named));
        var images = host.Services.GetRequiredService<SandboxImages>();
        var project = await AppProjects.AddAsync(host, starter);
        Assert.StartsWith(named ?? $"samokoder-sandbox:{expected}-", images.For(project).Image, StringComparison.Ordinal);
        Assert.Equal(variant, images.Usual.Variant);
        Assert.Same(images.Usual, images.For(Guid.CreateVersion7())); // Of a project that is none yet.
    }

    [Theory]
    [InlineData("node")]
    [InlineData("dotnet")]
    public async Task The_script_that_makes_an_image_and_the_program_that_asks_for_it_call_it_alike(string variant)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script needs bash.");
        var recipe = new ImageRecipe(variant);
        IReadOnlyList<string> line = ["bash", recipe.DebianScript, "--variant", variant, "--print-tag"];
        var (result, _) = await ProcessRunner.RunAsync(
            new ChildCommand(line, BubblewrapSandbox.LauncherEnvironment), new ExecRequest(line), null, TestContext.Current.CancellationToken);

        Assert.Equal(recipe.Tag, result.Output.Trim());
    }
}
