using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService;

/// <summary>The sandboxes and workspaces of AgentService on a data folder of their own.</summary>
internal sealed class AgentHost : IAsyncDisposable
{
    /// <summary>One for all tests, so that dependencies are prepared once. The rest is each host's own: one would clean up the projects of another.</summary>
    private static readonly string Starters = NewFolder().FullName;

    private readonly IHost host;
    private readonly DirectoryInfo folder;
    private readonly List<Guid> projects = [];
    private bool stopped;

    private AgentHost(IHost host, DirectoryInfo folder)
    {
        this.host = host;
        this.folder = folder;
    }

    public IServiceProvider Services => host.Services;

    public ISandboxProvider Sandboxes => Services.GetRequiredService<ISandboxProvider>();

    public IWorkspaces Workspaces => Services.GetRequiredService<IWorkspaces>();

    public DataFolder Data => Services.GetRequiredService<DataFolder>();

    /// <summary>Skips the test where sandboxes cannot run, with the provider's own sentence as the reason.</summary>
    public static async Task<AgentHost> WithSandboxAsync(params (string Key, string? Value)[] settings)
    {
        var created = Create(settings);
        var health = await created.Sandboxes.CheckAsync(TestContext.Current.CancellationToken);
        if (health.Healthy)
            return created;
        await created.DisposeAsync();
        Assert.Skip($"No sandbox on this machine: {health.Problem}");
        throw new InvalidOperationException("Not reached.");
    }

    public static AgentHost Create(params (string Key, string? Value)[] settings) => Create(_ => { }, settings);

    public static AgentHost Create(Action<IHostApplicationBuilder> more, params (string Key, string? Value)[] settings) =>
        Create(NewFolder(), more, settings);

    /// <summary>On a folder that another host has used or still uses.</summary>
    public static AgentHost Create(DirectoryInfo root, Action<IHostApplicationBuilder> more, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["Samokoder:DataPath"] = root.FullName;
        builder.Configuration["Sandbox:Provider"] = "bubblewrap"; // Whatever else this machine has.
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new HostLogs()));
        more(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddWorkspaces();
        builder.AddSandboxes();
        return new AgentHost(builder.Build(), root);
    }

    /// <summary>A project with an empty workspace.</summary>
    public Guid NewProject()
    {
        var id = Guid.CreateVersion7();
        Services.GetRequiredService<WorkspaceStore>().CreateFolders(id);
        projects.Add(id);
        return id;
    }

    public ISandbox NewSandbox() => Sandboxes.Get(NewProject());

    public Task StartAsync() => host.StartAsync(TestContext.Current.CancellationToken);

    /// <summary>Stops everything and leaves the folder.</summary>
    public async Task StopAsync()
    {
        stopped = true;
        await host.StopAsync(TestContext.Current.CancellationToken);
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!stopped)
        {
            foreach (var project in projects)
                await Sandboxes.RemoveAsync(project, CancellationToken.None);
        }
        await ((IAsyncDisposable)host).DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>With the prepared dependencies of all starters.</summary>
    /// <param name="starters">Where they are kept; a folder of this run without it.</param>
    public static DirectoryInfo NewFolderWithStarters(string? starters = null)
    {
        var root = NewFolder();
        Directory.CreateSymbolicLink(Path.Combine(root.CreateSubdirectory("toolchain").FullName, "starters"), starters ?? Starters);
        return root;
    }

    public static DirectoryInfo NewFolder()
    {
        var root = Directory.CreateTempSubdirectory("sk-");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(root.FullName, (UnixFileMode)0b111_001_001);
        return root;
    }
}
