using Docker.DotNet;
using Docker.DotNet.Models;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Docker;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>What only containers have: a life beyond this service, an image, an engine that may be away.</summary>
[Collection(DockerCollection.Name)]
public sealed class DockerProviderTests(DockerEngine engine)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_container_is_hardened_as_the_design_says()
    {
        await using var host = await SandboxProviders.DockerAsync(engine, []);
        var container = await RunOnceAsync(host, host.NewProject());

        Assert.Matches("^[1-9]", container.Config.User);
        Assert.True(container.HostConfig.ReadonlyRootfs);
        Assert.False(container.HostConfig.Privileged);
        Assert.Equal(["ALL"], container.HostConfig.CapDrop);
        Assert.Equal(["no-new-privileges"], container.HostConfig.SecurityOpt);
        Assert.Equal("none", container.HostConfig.NetworkMode);
        Assert.Equal(2048L << 20, container.HostConfig.Memory);
        Assert.Equal(512, container.HostConfig.PidsLimit);
        Assert.Equal(2_000_000_000, container.HostConfig.NanoCPUs);
        Assert.Equal(["/run/app", "/workspace"], container.Mounts.Where(m => m.RW).Select(m => m.Destination).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(container.Mounts, m => m.Source.EndsWith("docker.sock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_process_takes_the_container_over_ends_its_commands_and_goes_on_with_its_service()
    {
        var folder = AgentHost.NewFolder();
        (string, string?)[] settings = [("Sandbox:Provider", "docker"), ("Sandbox:DockerHost", await engine.AddressAsync())];
        var first = AgentHost.Create(folder, _ => { }, settings);
        var project = first.NewProject();
        var marker = $"marker-{Guid.CreateVersion7():N}";
        var before = await RunOnceAsync(first, project);
        var started = new TaskCompletionSource();
        var command = first.Sandboxes.Get(project).ExecuteAsync(SandboxConformance.Shell($"echo up; sleep 600; : {marker}"), (_, _) =>
        {
            started.TrySetResult();
            return ValueTask.CompletedTask;
        }, Token);
        await started.Task.WaitAsync(Token);
        var service = (await first.Sandboxes.Get(project).StartServiceAsync(new ServiceRequest(SandboxConformance.PidServer), Token)).Service!;
        Assert.True(await service.Listening);
        var pid = await SandboxConformance.GetAsync(service.Address, "/");

        // The first one is not stopped: it stands for a process that died.
        await using var second = AgentHost.Create(folder, _ => { }, settings);
        var after = await RunOnceAsync(second, project);

        Assert.Equal(before.ID, after.ID);
        await SandboxConformance.GoneAsync(marker);
        await command;
        var adopted = await second.Sandboxes.Get(project).AdoptServiceAsync(Token);
        Assert.True(await adopted!.Listening);
        Assert.Equal((service.Address, pid), (adopted.Address, await SandboxConformance.GetAsync(adopted.Address, "/")));
        Assert.Null(await second.Sandboxes.Get(project).AdoptServiceAsync(Token));

        await adopted.StopAsync();
        Assert.True((await adopted.Completion).Stopped);
        await service.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Null(await second.Sandboxes.Get(project).AdoptServiceAsync(Token));
        await second.Sandboxes.RemoveAsync(project, Token);
        await first.StopAsync();
    }

    [Fact]
    public async Task The_container_goes_with_its_project_and_what_is_left_over_is_swept()
    {
        await using var host = await SandboxProviders.DockerAsync(engine, []);
        var (removed, left, kept) = (host.NewProject(), host.NewProject(), host.NewProject());
        foreach (var project in new[] { removed, left, kept })
            await RunOnceAsync(host, project);
        await host.Sandboxes.RemoveAsync(removed, Token);
        Directory.Delete(host.Data.ProjectFolder(left), recursive: true);
        await host.Services.GetRequiredService<DockerProvider>().SweepAsync(Token);

        var client = Client(host);
        var names = (await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, Token)).SelectMany(c => c.Names).ToList();
        Assert.DoesNotContain(names, n => n.EndsWith($"{removed:N}", StringComparison.Ordinal) || n.EndsWith($"{left:N}", StringComparison.Ordinal));
        Assert.Contains(names, n => n.EndsWith($"{kept:N}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_idle_containers_the_last_used_stay_warm()
    {
        await using var host = await SandboxProviders.DockerAsync(engine, [("Sandbox:ContainerIdleTimeout", "00:00:00"), ("Sandbox:WarmPool", "1")]);
        var (earlier, last) = (host.NewProject(), host.NewProject());
        await RunOnceAsync(host, earlier);
        await RunOnceAsync(host, last);
        await host.Services.GetRequiredService<DockerProvider>().SweepAsync(Token);

        var names = (await Client(host).Containers.ListContainersAsync(new ContainersListParameters { All = true }, Token)).SelectMany(c => c.Names).ToList();
        Assert.DoesNotContain(names, n => n.EndsWith($"{earlier:N}", StringComparison.Ordinal));
        Assert.Contains(names, n => n.EndsWith($"{last:N}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_that_cannot_be_had_is_an_error_with_what_to_do_and_nothing_weaker_is_used()
    {
        await using var host = AgentHost.Create(
            ("Sandbox:Provider", "docker"), ("Sandbox:DockerHost", await engine.AddressAsync()), ("Sandbox:Image", "localhost:9/none:1"));
        var result = await host.NewSandbox().ExecuteAsync(SandboxConformance.Shell("true"), null, Token);

        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains("localhost:9/none:1", result.Problem);
    }

    [Fact]
    public async Task Without_an_engine_docker_is_an_error_and_auto_takes_bubblewrap_and_says_why()
    {
        const string nowhere = "unix:///nonexistent/docker.sock";
        await using var chosen = AgentHost.Create(("Sandbox:Provider", "docker"), ("Sandbox:DockerHost", nowhere));
        var result = await chosen.NewSandbox().ExecuteAsync(SandboxConformance.Shell("true"), null, Token);
        Assert.Equal(ExecStatus.Unavailable, result.Status);
        Assert.Contains($"No container engine answers at {nowhere}", result.Problem);

        await using var auto = AgentHost.Create(("Sandbox:Provider", "auto"), ("Sandbox:DockerHost", nowhere));
        var health = await auto.Sandboxes.CheckAsync(Token);
        Assert.Equal("bubblewrap", health.Provider);
        Assert.StartsWith($"bubblewrap was chosen. No container engine answers at {nowhere}", health.Choice);
    }

    [Fact]
    public async Task Auto_takes_docker_where_an_engine_answers_and_the_image_is_there()
    {
        await using var host = AgentHost.Create(("Sandbox:Provider", "auto"), ("Sandbox:DockerHost", await engine.AddressAsync()));
        var health = await host.Sandboxes.CheckAsync(Token);

        Assert.True(health.Healthy, health.Problem);
        Assert.Equal("docker", health.Provider);
        Assert.StartsWith("Docker was chosen", health.Choice);
    }

    private static DockerClient Client(AgentHost host) => host.Services.GetRequiredService<ContainerEngine>().Client;

    private static async Task<ContainerInspectResponse> RunOnceAsync(AgentHost host, Guid project)
    {
        var result = await host.Sandboxes.Get(project).ExecuteAsync(SandboxConformance.Shell("true"), null, Token);
        Assert.True(result.Succeeded, result.Problem);
        var client = host.Services.GetRequiredService<ContainerEngine>().Client;
        var all = await client.Containers.ListContainersAsync(new ContainersListParameters { All = true }, Token);
        return await client.Containers.InspectContainerAsync(all.Single(c => c.Names.Any(n => n.EndsWith($"{project:N}", StringComparison.Ordinal))).ID, Token);
    }
}
