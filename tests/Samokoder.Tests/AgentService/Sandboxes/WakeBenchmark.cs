using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Data.Projects;
using Samokoder.Messaging;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Sandboxes;

/// <summary>How long a stopped preview of the React starter takes to answer, and where the time goes. Run by <c>scripts/bench-sandbox wake</c>, never with the tests.</summary>
[Collection(DockerCollection.Name)]
public sealed class WakeBenchmark(DockerEngine engine, Stores stores)
{
    private const int Rounds = 9;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Bubblewrap() => await MeasureAsync("bubblewrap", cold: false, ("Sandbox:Provider", "bubblewrap"));

    [Fact(Explicit = true)]
    public async Task Docker() => await MeasureAsync("docker", cold: true, ("Sandbox:Provider", "docker"), ("Sandbox:DockerHost", await engine.AddressAsync()));

    /// <param name="cold">Also without a running container.</param>
    private async Task MeasureAsync(string provider, bool cold, params (string Key, string? Value)[] settings)
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
            [("ASPNETCORE_URLS", "http://127.0.0.1:5999"), .. settings]);
        var project = new PreviewProject(Guid.CreateVersion7(), Project.NewPreviewId());
        var provisioner = host.Services.GetRequiredService<IWorkspaceProvisioner>();
        Assert.Null((await provisioner.EnsureAsync(project.ProjectId, "react-vite", Token)).Problem);
        var previews = host.Services.GetRequiredService<PreviewManager>();
        await WakeAsync(previews, project); // Vite looks at new files once.

        await TellAsync($"{provider}, stopped preview to first answer", () => previews.StopAsync(project, Token), () => WakeAsync(previews, project));
        await previews.StopAsync(project, Token);
        await TellAsync($"{provider}, – of which the sandbox: asked until the command runs", () => Task.CompletedTask, () => FirstLineAsync(host.Sandboxes.Get(project.ProjectId)));
        if (cold)
        {
            await TellAsync($"{provider}, stopped preview without a container to first answer", () => host.Sandboxes.RemoveAsync(project.ProjectId, Token), () => WakeAsync(previews, project), () => previews.StopAsync(project, Token));
            await TellAsync($"{provider}, – of which the sandbox: asked until the command runs", () => host.Sandboxes.RemoveAsync(project.ProjectId, Token), () => FirstLineAsync(host.Sandboxes.Get(project.ProjectId)));
        }
        var modules = Path.Combine(host.Data.FilesFolder(project.ProjectId), "node_modules");
        await TellAsync(
            $"{provider}, dependencies of the starter put in place",
            async () =>
            {
                Directory.Delete(modules, recursive: true);
                await host.Services.GetRequiredService<SpareCopies>().Settled;
            },
            async () => Assert.Null((await provisioner.EnsureDependenciesAsync(project.ProjectId, Token)).Problem));
        await host.Sandboxes.RemoveAsync(project.ProjectId, Token);
    }

    private static async Task WakeAsync(PreviewManager previews, PreviewProject project)
    {
        var state = await previews.StartAsync(project, Token);
        Assert.True(state.Status == Contracts.Previews.PreviewStatus.Running, state.Error);
        using var client = AppHttp.CreateClient(previews.AddressOf(project.ProjectId)!, TimeSpan.FromSeconds(10));
        Assert.Contains("<html", await client.GetStringAsync(AppHttp.UriFor(previews.AddressOf(project.ProjectId)!, "/"), Token));
    }

    private static async Task FirstLineAsync(ISandbox sandbox)
    {
        var started = await sandbox.StartServiceAsync(new ServiceRequest("echo up; exec sleep 600"), Token);
        Assert.Null(started.Problem);
        while (started.Service!.LogTail().Count == 0)
            await Task.Delay(1, Token);
        _ = started.Service.StopAsync();
    }

    private static async Task TellAsync(string what, Func<Task> before, Func<Task> measured, Func<Task>? after = null)
    {
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            await before();
            var clock = Stopwatch.StartNew();
            await measured();
            times.Add(clock.Elapsed.TotalMilliseconds);
            if (after is not null)
                await after();
        }
        times.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {times[Rounds / 2]:0} ms (slowest {times[^1]:0} ms)");
    }
}
