using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Verification;
using Samokoder.Contracts.Projects;
using Samokoder.Data.Projects;
using Samokoder.Messaging;
using Samokoder.Messaging.Previews;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Previews;

/// <summary>AgentService's previews with prepared starters, on one data folder for all tests that use it.</summary>
public sealed class PreviewHost(Stores stores) : IAsyncLifetime
{
    private readonly DirectoryInfo folder = AgentHost.NewFolderWithStarters();

    internal AgentHost Agent { get; private set; } = null!;

    internal string? Problem { get; private set; }

    internal IPreviews Previews => Agent.Services.GetRequiredService<IPreviews>();

    internal PreviewDirectory Directory => Agent.Services.GetRequiredService<PreviewDirectory>();

    public async ValueTask InitializeAsync()
    {
        Agent = await CreateAsync(TimeProvider.System);
        var health = await Agent.Sandboxes.CheckAsync(CancellationToken.None);
        Problem = health.Problem ?? await PrepareAsync();
        await Agent.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.StopAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Another AgentService on the same folder.</summary>
    internal Task<AgentHost> CreateAsync(TimeProvider time, params (string Key, string? Value)[] settings) => CreateAsync(folder, time, settings);

    /// <summary>One on a folder of its own.</summary>
    internal async Task<AgentHost> CreateAsync(DirectoryInfo folder, TimeProvider time, params (string Key, string? Value)[] settings)
    {
        var redis = await stores.RedisAsync();
        return AgentHost.Create(
            folder,
            builder =>
            {
                builder.Services.AddSingleton(time);
                builder.Services.AddSingleton(redis);
                builder.Services.AddMessaging();
                builder.AddPreviews();
                builder.AddProvisioning();
                builder.AddBrowsers();
                builder.Services.AddSingleton<PageCheck>();
                builder.Services.AddSingleton<Verifier>();
            },
            [("ASPNETCORE_URLS", "http://127.0.0.1:5999"), ("Preview:StartTimeout", "00:00:30"), ("Browser:Enabled", "false"),
                ("ConnectionStrings:appdb", await stores.ServerConnectionStringAsync()), .. settings]);
    }

    /// <summary>A project made from a starter; skips where there is no sandbox or no registry, and says which.</summary>
    internal async Task<PreviewProject> NewProjectAsync(string starter = StarterIds.ReactVite)
    {
        Assert.SkipWhen(Problem is not null, $"No preview on this machine: {Problem}");
        var project = new PreviewProject(Guid.CreateVersion7(), Project.NewPreviewId());
        var made = await Agent.Services.GetRequiredService<IWorkspaceProvisioner>().EnsureAsync(
            project.ProjectId, starter, TestContext.Current.CancellationToken);
        Assert.Null(made.Problem);
        Assert.True(made.Created);
        return project;
    }

    private async Task<string?> PrepareAsync()
    {
        var starter = Agent.Services.GetRequiredService<StarterCatalog>().Find("react-vite");
        Assert.NotNull(starter);
        return (await Agent.Services.GetRequiredService<StarterDependencies>().GetAsync(starter, CancellationToken.None)).Problem;
    }
}
