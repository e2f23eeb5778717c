using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts.Previews;

namespace Samokoder.Tests.AgentService.Browsers;

/// <summary>Browsers and sandboxes as AgentService has them, with apps that are one small server each: they serve what a test writes.</summary>
public sealed class BrowserHost : IAsyncLifetime
{
    internal AgentHost Agent { get; private set; } = null!;

    internal IBrowsers Browsers => Agent.Services.GetRequiredService<IBrowsers>();

    internal Screenshots Screenshots => Agent.Services.GetRequiredService<Screenshots>();

    internal TestApps Apps { get; private set; } = null!;

    private string? Problem { get; set; }

    public async ValueTask InitializeAsync()
    {
        Agent = Create(out var apps);
        Apps = apps;
        Problem = (await Agent.Sandboxes.CheckAsync(CancellationToken.None)).Problem ?? Browsers.Problem;
        await Agent.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Apps.DisposeAsync();
        await Agent.StopAsync();
        await Agent.DisposeAsync();
    }

    internal static AgentHost Create(out TestApps apps, params (string Key, string? Value)[] settings)
    {
        var made = new TestApps();
        var agent = AgentHost.Create(
            builder =>
            {
                builder.Services.AddSingleton<IPreviews>(made);
                builder.AddBrowsers();
            },
            settings);
        made.Agent = agent;
        apps = made;
        return agent;
    }

    /// <summary>A running app with these files; skips where there is no browser or no sandbox, and says which.</summary>
    internal async Task<PreviewProject> NewAppAsync(params (string Path, string Content)[] files)
    {
        Assert.SkipWhen(Problem is not null, $"No browser in a sandbox on this machine: {Problem}");
        return await Apps.StartAsync(files);
    }

    internal BrowserTools Tools(PreviewProject project) => new(Browsers, Apps, Screenshots, project);
}

/// <summary>Apps of one small Node server each, in the real sandbox.</summary>
internal sealed class TestApps : IPreviews, IAsyncDisposable
{
    private const string Server =
        """
        const http = require('node:http'), fs = require('node:fs'), path = require('node:path');
        const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml' };
        http.createServer((request, response) => {
          const name = new URL(request.url, 'http://x').pathname;
          if (name === '/api/broken') { response.writeHead(500, { 'content-type': 'application/json' }); response.end('{}'); return; }
          const file = path.join('/workspace/public', name === '/' ? 'index.html' : name);
          if (!fs.existsSync(file)) { response.writeHead(404, { 'content-type': 'text/plain' }); response.end('no such file'); return; }
          response.writeHead(200, { 'content-type': types[path.extname(file)] ?? 'application/octet-stream' });
          response.end(fs.readFileSync(file));
        }).listen(process.env.PORT, '127.0.0.1');
        """;

    private readonly ConcurrentDictionary<Guid, ISandboxService> services = new();

    public AgentHost Agent { get; set; } = null!;

    public async Task<PreviewProject> StartAsync(params (string Path, string Content)[] files)
    {
        var project = new PreviewProject(Agent.NewProject(), "test");
        var workspace = Agent.Workspaces.Files(project.ProjectId);
        foreach (var (path, content) in files.Select(f => ($"public/{f.Path}", f.Content)).Prepend(("server.cjs", Server)))
            Assert.True((await workspace.WriteTextAsync(path, content, TestContext.Current.CancellationToken)).Ok);
        var started = await Agent.Sandboxes.Get(project.ProjectId).StartServiceAsync(new ServiceRequest("node server.cjs"), TestContext.Current.CancellationToken);
        Assert.NotNull(started.Service);
        Assert.True(await started.Service.Listening, string.Join('\n', started.Service.LogTail()));
        services[project.ProjectId] = started.Service;
        return project;
    }

    public string? AddressOf(Guid projectId) => services.TryGetValue(projectId, out var service) ? service.Address : null;

    public Task<PreviewState> StartAsync(PreviewProject project, CancellationToken cancellationToken) => Task.FromResult(Get(project));

    public PreviewState Wake(PreviewProject project) => Get(project);

    public PreviewState Get(PreviewProject project) =>
        new(project.PreviewId, project.ProjectId, services.ContainsKey(project.ProjectId) ? PreviewStatus.Running : PreviewStatus.Stopped, null, null, []);

    public async Task<PreviewState> StopAsync(PreviewProject project, CancellationToken cancellationToken)
    {
        if (services.TryRemove(project.ProjectId, out var service))
            await service.StopAsync();
        return Get(project);
    }

    public Task RemoveAsync(Guid projectId) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.Values)
            await service.StopAsync();
    }
}
