using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Docker;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Data.Projects;
using Samokoder.Messaging;
using Samokoder.Tests.AgentService.AppDatabases;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>Explicit, because the image takes minutes to make and a gigabyte: <c>-explicit only -class …DotnetImageTests</c>.</summary>
[Collection(DockerCollection.Name)]
public sealed class DotnetImageTests(DockerEngine engine, Stores stores)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task The_image_with_the_sdk_is_made_when_an_app_in_csharp_needs_it_and_serves_the_starter()
    {
        var redis = await stores.RedisAsync();
        await using var host = AgentHost.Create(
            builder =>
            {
                builder.Services.AddSingleton(redis);
                builder.Services.AddMessaging();
                builder.AddPreviews();
                builder.AddProvisioning();
            },
            [("ASPNETCORE_URLS", "http://127.0.0.1:5999"), ("Sandbox:Provider", "docker"), ("Sandbox:DockerHost", await engine.AddressAsync())]);
        var clock = Stopwatch.StartNew();
        var first = await AppProjects.AddAsync(host, StarterIds.AspNet);
        var version = await host.Sandboxes.Get(first).ExecuteAsync(SandboxConformance.Shell("dotnet --version && node --version"), null, Token);
        Tell("the image made, and a command in it", clock);
        Assert.True(version.Succeeded, version.Problem ?? version.Output);
        Assert.StartsWith("10.", version.Output, StringComparison.Ordinal);

        var project = new PreviewProject(Guid.CreateVersion7(), Project.NewPreviewId());
        var made = await host.Services.GetRequiredService<IWorkspaceProvisioner>().EnsureAsync(project.ProjectId, StarterIds.AspNet, Token);
        Assert.Null(made.Problem);
        Tell("the starter prepared and a project made", clock);
        var previews = host.Services.GetRequiredService<PreviewManager>();
        var state = await previews.StartAsync(project, Token);
        Tell("its server answers", clock);
        Assert.True(state.Status == PreviewStatus.Running, state.Error);
        var address = previews.AddressOf(project.ProjectId)!;
        using var client = AppHttp.CreateClient(address, TimeSpan.FromSeconds(20));
        Assert.Contains("Your app will appear here", await client.GetStringAsync(AppHttp.UriFor(address, "/"), Token), StringComparison.Ordinal);
        Assert.Equal("[]", await client.GetStringAsync(AppHttp.UriFor(address, "/api/notes"), Token));
        Assert.Equal(SandboxImages.Dotnet, host.Services.GetRequiredService<SandboxImages>().For(project.ProjectId).Variant);

        await previews.StopAsync(project, Token);
        await host.Sandboxes.RemoveAsync(project.ProjectId, Token);
        await host.Sandboxes.RemoveAsync(first, Token);
    }

    private static void Tell(string what, Stopwatch clock)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {clock.Elapsed.TotalSeconds:0.0} s");
        clock.Restart();
    }
}
