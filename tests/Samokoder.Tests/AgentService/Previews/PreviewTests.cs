using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.Contracts.Previews;
using Samokoder.Messaging.Previews;

namespace Samokoder.Tests.AgentService.Previews;

/// <summary>The real starter in the real sandbox, from files to answers.</summary>
public sealed class PreviewTests(PreviewHost host) : IClassFixture<PreviewHost>
{
    private const string Server =
        """
        const http = require('node:http');
        console.log('hello from the app');
        http.createServer((request, response) => {
          if (request.url === '/crash') { console.log('crashing as asked'); process.exit(7); }
          response.end('pid ' + process.pid + ' ' + process.env.PORT);
        }).listen(process.env.PORT, '127.0.0.1');
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_starter_is_served_and_the_directory_knows_where()
    {
        var project = await host.NewProjectAsync();
        var clock = Stopwatch.StartNew();
        var state = await host.Previews.StartAsync(project, Token);
        TestContext.Current.TestOutputHelper?.WriteLine($"Files in place to answering: {clock.ElapsedMilliseconds} ms");

        Assert.True(state.Status == PreviewStatus.Running, state.Error);
        var entry = await host.Directory.FindAsync(project.PreviewId);
        Assert.Equal((PreviewStatus.Running, "http://127.0.0.1:5999"), (entry?.Status ?? default, entry?.Owner));
        using var client = Client(entry!.Address!);
        Assert.Contains("<div id=\"root\"", await client.GetStringAsync("/", Token));
        foreach (var module in new[] { "/@vite/client", "/src/main.tsx" })
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(module, Token)).StatusCode);
        clock.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine($"…and modules loaded: {clock.ElapsedMilliseconds} ms");

        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task A_host_name_of_the_gateway_is_accepted_and_hot_reload_connects()
    {
        var project = await host.NewProjectAsync();
        var state = await host.Previews.StartAsync(project, Token);
        Assert.True(state.Status == PreviewStatus.Running, state.Error);
        using var client = Client(await AddressAsync(project));
        using var page = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = $"{project.PreviewId}.preview.localhost:8082" } };
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(page, Token)).StatusCode);

        using var upgrade = new HttpRequestMessage(HttpMethod.Get, "/?token=x");
        upgrade.Headers.Connection.Add("Upgrade");
        upgrade.Headers.Add("Upgrade", "websocket");
        upgrade.Headers.Add("Sec-WebSocket-Version", "13");
        upgrade.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        upgrade.Headers.Add("Sec-WebSocket-Protocol", "vite-ping");
        using var answer = await client.SendAsync(upgrade, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, answer.StatusCode);
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task Many_who_start_it_at_once_get_the_same_process_and_starting_again_changes_nothing()
    {
        var project = await ServerProjectAsync();
        var states = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => host.Previews.StartAsync(project, Token)));
        var address = await AddressAsync(project);
        var again = await host.Previews.StartAsync(project, Token);

        Assert.All(states, s => Assert.Equal(PreviewStatus.Running, s.Status));
        Assert.Single(states.Append(again).Select(s => s.StartedAt).Distinct());
        Assert.Equal(address, await AddressAsync(project));
        Assert.Contains("hello from the app", again.LogTail);
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task Stopping_ends_the_process_and_says_so_and_waking_brings_it_back()
    {
        var project = await ServerProjectAsync();
        await host.Previews.StartAsync(project, Token);
        var address = await AddressAsync(project);

        var stopped = await host.Previews.StopAsync(project, Token);
        Assert.Equal(PreviewStatus.Stopped, stopped.Status);
        Assert.Equal(PreviewStatus.Stopped, (await host.Directory.FindAsync(project.PreviewId))?.Status);
        Assert.False(File.Exists(address["unix:".Length..]));

        var waking = host.Previews.Wake(project);
        Assert.Equal(PreviewStatus.Starting, waking.Status);
        Assert.Equal(PreviewStatus.Running, (await host.Previews.StartAsync(project, Token)).Status);
        using var client = Client(await AddressAsync(project));
        Assert.StartsWith("pid", await client.GetStringAsync("/", Token));
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task A_crash_is_repaired_once_and_then_told_with_its_output()
    {
        var project = await ServerProjectAsync();
        var first = await host.Previews.StartAsync(project, Token);
        await CrashAsync(project);
        await UntilAsync(project, s => s.Status == PreviewStatus.Running && s.StartedAt != first.StartedAt);

        await CrashAsync(project);
        var failed = await UntilAsync(project, s => s.Status == PreviewStatus.Failed);
        Assert.Contains("code 7", failed.Error);
        Assert.Contains("crashing as asked", failed.Error);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(45));
        while ((await host.Directory.FindAsync(project.PreviewId))?.Status != PreviewStatus.Failed) // It is announced a moment after the state.
            await Task.Delay(20, limit.Token);

        Assert.Equal(PreviewStatus.Running, (await host.Previews.StartAsync(project, Token)).Status);
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task A_start_that_fails_keeps_the_output_for_the_user()
    {
        var project = await ProjectAsync("echo первая строка && echo broken >&2 && exit 3");
        var state = await host.Previews.StartAsync(project, Token);

        Assert.Equal(PreviewStatus.Failed, state.Status);
        Assert.Contains("code 3", state.Error);
        Assert.Contains("первая строка\nbroken", state.Error);
    }

    [Fact]
    public async Task Stopping_while_it_starts_ends_the_start()
    {
        var project = await ProjectAsync("sleep 600");
        var starting = host.Previews.StartAsync(project, Token);
        Assert.Equal(PreviewStatus.Starting, host.Previews.Get(project).Status);
        await host.Previews.StopAsync(project, Token);

        var ended = await starting;
        Assert.True(ended.Status == PreviewStatus.Stopped, ended.Error);
    }

    [Fact]
    public async Task A_project_without_files_fails_with_what_to_do()
    {
        var state = await host.Previews.StartAsync(new PreviewProject(Guid.CreateVersion7(), "nothing"), Token);
        Assert.Equal(PreviewStatus.Failed, state.Status);
        Assert.Contains("Start a run first", state.Error);
    }

    [Fact]
    public async Task A_preview_that_nobody_has_open_is_stopped()
    {
        var project = await ServerProjectAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var second = await host.CreateAsync(time);
        var manager = second.Services.GetRequiredService<PreviewManager>();
        var state = await manager.StartAsync(project, Token);
        Assert.True(state.Status == PreviewStatus.Running, state.Error);

        time.Advance(TimeSpan.FromMinutes(29));
        await manager.TendAsync();
        Assert.Equal(PreviewStatus.Running, manager.Get(project).Status);
        time.Advance(TimeSpan.FromMinutes(2));
        await manager.TendAsync();
        Assert.Equal(PreviewStatus.Stopped, manager.Get(project).Status);
        await second.StopAsync();
    }

    [Fact]
    public async Task Of_a_persons_previews_the_one_that_was_not_looked_at_makes_room_and_one_in_use_does_not()
    {
        var owner = Guid.CreateVersion7();
        var (first, second, third) = (await ServerProjectAsync() with { OwnerId = owner }, await ServerProjectAsync() with { OwnerId = owner }, await ServerProjectAsync() with { OwnerId = owner });
        var others = await ServerProjectAsync() with { OwnerId = Guid.CreateVersion7() };
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var small = await host.CreateAsync(time, ("Sandbox:MaxRunningPerUser", "2"));
        var manager = small.Services.GetRequiredService<PreviewManager>();
        await manager.StartAsync(first, Token);
        time.Advance(TimeSpan.FromSeconds(30));
        await manager.StartAsync(second, Token);

        var refused = await manager.StartAsync(third, Token);
        Assert.Equal(PreviewStatus.Failed, refused.Status);
        Assert.StartsWith("You have 2 previews open", refused.Error);
        Assert.Equal(PreviewStatus.Running, (await manager.StartAsync(others, Token)).Status);
        Assert.Equal(PreviewStatus.Running, (await manager.StartAsync(first, Token)).Status); // It is looked at again.

        time.Advance(TimeSpan.FromSeconds(70));
        await manager.StartAsync(first, Token);
        Assert.Equal(PreviewStatus.Running, (await manager.StartAsync(third, Token)).Status);
        Assert.Equal((PreviewStatus.Running, PreviewStatus.Stopped), (manager.Get(first).Status, manager.Get(second).Status));
        await small.StopAsync();
    }

    [Fact]
    public async Task After_a_crash_of_the_service_its_entries_are_taken_back()
    {
        var project = await ServerProjectAsync();
        await host.Previews.StopAsync(project, Token);
        await File.WriteAllTextAsync(Path.Combine(host.Agent.Data.ProjectFolder(project.ProjectId), "preview"), project.PreviewId, Token);
        await host.Directory.SetAsync(new PreviewEntry(
            project.PreviewId, project.ProjectId, PreviewStatus.Running, "unix:/gone.sock", "http://127.0.0.1:5999", null, TimeProvider.System.GetUtcNow()));

        var next = await host.CreateAsync(TimeProvider.System);
        await next.Services.GetRequiredService<PreviewManager>().TakeOverAsync(Token);
        Assert.Null(await host.Directory.FindAsync(project.PreviewId));
        await next.StopAsync();
    }

    [Fact]
    public async Task A_new_project_has_its_own_copy_of_the_dependencies_and_a_first_checkpoint()
    {
        var project = await host.NewProjectAsync();
        var other = await host.NewProjectAsync();
        var provisioner = host.Agent.Services.GetRequiredService<IWorkspaceProvisioner>();
        var again = await provisioner.EnsureAsync(project.ProjectId, "react-vite", Token);
        var write = await host.Agent.Sandboxes.Get(project.ProjectId).ExecuteAsync(
            Samokoder.AgentService.Sandboxes.ExecRequest.Shell("echo changed > node_modules/react/package.json && ls node_modules/.vite/deps/_metadata.json") with { Network = false },
            null, Token);
        var untouched = await host.Agent.Workspaces.Files(other.ProjectId).ReadTextAsync("node_modules/react/package.json", Token);

        Assert.Equal((true, false), (again.Ok, again.Created));
        Assert.True(write.Succeeded, write.Output);
        Assert.StartsWith("{", untouched.Value?.Content);
        Assert.NotNull(await host.Agent.Workspaces.Checkpoints(project.ProjectId).HeadAsync(Token));
        Assert.Equal("react-vite", provisioner.StarterOf(project.ProjectId)?.Name);
    }

    [Fact]
    public async Task Dependencies_that_were_deleted_come_back_with_the_next_start()
    {
        var project = await host.NewProjectAsync();
        await host.Agent.Sandboxes.Get(project.ProjectId).ExecuteAsync(
            Samokoder.AgentService.Sandboxes.ExecRequest.Shell("rm -r node_modules") with { Network = false }, null, Token);
        var state = await host.Previews.StartAsync(project, Token);

        Assert.True(state.Status == PreviewStatus.Running, state.Error);
        await host.Previews.StopAsync(project, Token);
    }

    private static HttpClient Client(string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, token) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address["unix:".Length..]), token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost") };

    private async Task<PreviewProject> ServerProjectAsync()
    {
        var project = await ProjectAsync("node server.cjs");
        await host.Agent.Workspaces.Files(project.ProjectId).WriteTextAsync("server.cjs", Server, Token);
        return project;
    }

    private async Task<PreviewProject> ProjectAsync(string script)
    {
        var project = await host.NewProjectAsync();
        var package = System.Text.Json.JsonSerializer.Serialize(new { name = "app", scripts = new { dev = script } });
        await host.Agent.Workspaces.Files(project.ProjectId).WriteTextAsync("package.json", package, Token);
        return project;
    }

    private async Task<string> AddressAsync(PreviewProject project) => (await host.Directory.FindAsync(project.PreviewId))!.Address!;

    private async Task CrashAsync(PreviewProject project)
    {
        var address = host.Previews.AddressOf(project.ProjectId); // The directory hears of a new one a moment later.
        Assert.NotNull(address);
        using var client = Client(address);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/crash", Token));
    }

    private async Task<PreviewState> UntilAsync(PreviewProject project, Func<PreviewState, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!holds(host.Previews.Get(project)))
            await Task.Delay(20, limit.Token);
        return host.Previews.Get(project);
    }
}
