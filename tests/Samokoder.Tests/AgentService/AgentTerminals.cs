using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Samokoder.AgentService.Features.Internal;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Terminals;
using Samokoder.AgentService.Workspaces;
using Samokoder.Data;
using Samokoder.Messaging.Sandboxes;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support;
using StackExchange.Redis;

namespace Samokoder.Tests.AgentService;

/// <summary>The part of AgentService that has terminals, on a port of its own, with real sandboxes.</summary>
internal sealed class AgentTerminals : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private AgentTerminals(WebApplication app, DirectoryInfo folder) => (this.app, this.folder) = (app, folder);

    public string Address => app.Urls.First();

    public ProjectTerminals Terminals => app.Services.GetRequiredService<ProjectTerminals>();

    /// <summary>May be changed while it runs.</summary>
    public TerminalOptions Options => app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<TerminalOptions>>().Value;

    /// <summary>Skips the test where sandboxes cannot run, with the provider's own sentence as the reason.</summary>
    public static async Task<AgentTerminals> StartAsync(IConnectionMultiplexer redis, params (string Key, string Value)[] settings)
    {
        var root = AgentHost.NewFolder();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{Ports.Free()}"); // Known before: it tells others where it is.
        builder.Configuration["Samokoder:DataPath"] = root.FullName;
        builder.Configuration["Sandbox:Provider"] = "bubblewrap";
        builder.Configuration["Internal:ServiceToken"] = ApiFixture.ServiceToken;
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDbContextFactory<SamokoderDbContext>(options => options.UseNpgsql("Host=unused"));
        builder.AddWorkspaces();
        builder.AddSandboxes();
        builder.Services.AddSingleton(redis).AddSingleton<TerminalDirectory>().AddSingleton<ReplicaAddress>();
        builder.AddTerminals();
        builder.Services.AddSingleton<IPreviews, NoPreviews>();
        var started = new AgentTerminals(builder.Build(), root);
        var health = await started.app.Services.GetRequiredService<ISandboxProvider>().CheckAsync(CancellationToken.None);
        if (!health.Healthy)
        {
            await started.DisposeAsync();
            Assert.Skip($"No sandbox on this machine: {health.Problem}");
        }
        started.app.UseRouting();
        started.app.MapInternal();
        await started.app.StartAsync();
        return started;
    }

    public void CreateWorkspace(Guid projectId) => app.Services.GetRequiredService<WorkspaceStore>().CreateFolders(projectId);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
