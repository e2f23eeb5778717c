using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Agents.Architect;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Provisioning;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Verification;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.AgentService.Previews;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Provisioning;

/// <summary>Every starter in the real sandbox: from nothing to an app that answers, with its checks.</summary>
public sealed class StarterTests(PreviewHost host) : IClassFixture<PreviewHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IWorkspaceProvisioner Provisioner => host.Agent.Services.GetRequiredService<IWorkspaceProvisioner>();

    public static TheoryData<string> Starters => [.. StarterIds.All];

    [Fact]
    public void The_starters_that_may_be_asked_for_are_those_that_are_there()
    {
        var all = host.Agent.Services.GetRequiredService<StarterCatalog>().All;
        Assert.Equal(StarterIds.ReactVite, all[0].Name);
        Assert.Equal(StarterIds.All.Order(StringComparer.Ordinal), all.Select(s => s.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public async Task A_new_project_passes_its_checks_and_is_served(string starter)
    {
        var project = await host.NewProjectAsync(starter);
        var report = await VerifyAsync(project);

        Assert.Equal(
            [("install", RungStatus.Passed), ("build", RungStatus.Passed), ("serve", RungStatus.Passed), ("render", RungStatus.Skipped)],
            report.Rungs.Select(r => (r.Name, r.Status)));
        using var client = Client(project);
        Assert.Contains("will appear here", await client.GetStringAsync(starter is StarterIds.Html or StarterIds.AspNet ? "/" : "/src/App.tsx", Token), StringComparison.Ordinal);
        await host.Previews.StopAsync(project, Token);
    }

    [Theory]
    [InlineData(StarterIds.Html, "main.js", "const x = ;\n", "main.js")]
    [InlineData(StarterIds.Html, "index.html", "<!doctype html><script src=\"gone.js\"></script>\n", "gone.js")]
    [InlineData(StarterIds.ReactExpressSqlite, "server/app.ts", "export const app: number = 'no';\n", "server/app.ts")]
    [InlineData(StarterIds.AspNet, "Pages/Index.cshtml", "@page\n@Nothing\n", "Pages/Index.cshtml(2,")]
    public async Task A_mistake_in_the_code_fails_the_build_check_which_names_the_file(string starter, string path, string content, string named)
    {
        var project = await host.NewProjectAsync(starter);
        await host.Agent.Workspaces.Files(project.ProjectId).WriteTextAsync(path, content, Token);
        var failure = (await VerifyAsync(project)).Failure;

        Assert.Equal("build", failure?.Name);
        Assert.Contains(named, failure?.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StarterIds.ReactExpressSqlite)]
    [InlineData(StarterIds.ReactExpressPostgres)]
    [InlineData(StarterIds.AspNet)]
    public async Task What_was_written_through_the_API_is_there_after_a_restart_of_the_server(string starter)
    {
        var project = await host.NewProjectAsync(starter);
        using (var client = await StartAsync(project))
        {
            Assert.Equal("[]", await client.GetStringAsync("/api/notes", Token));
            using var made = await client.PostAsJsonAsync("/api/notes", new { text = "молоко" }, Token);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            using var refused = await client.PostAsJsonAsync("/api/notes", new { text = "" }, Token);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        await host.Previews.StopAsync(project, Token);

        using var again = await StartAsync(project);
        var note = Assert.Single((await again.GetFromJsonAsync<JsonArray>("/api/notes", Token))!);
        Assert.Equal(["createdAt", "id", "text"], note!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal("молоко", (string?)note["text"]);
        using var deleted = await again.DeleteAsync($"/api/notes/{note["id"]}", Token);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task A_change_of_the_server_is_served_without_a_restart_and_a_mistake_is_said()
    {
        var project = await host.NewProjectAsync(StarterIds.ReactExpressSqlite);
        var files = host.Agent.Workspaces.Files(project.ProjectId);
        using var client = await StartAsync(project);
        var code = (await files.ReadTextAsync("server/notes.ts", Token)).Value!.Content;
        await files.WriteTextAsync("server/notes.ts", code.Replace("ORDER BY id`));", "ORDER BY id`).concat({ id: 0, text: 'changed', createdAt: '' }));", StringComparison.Ordinal), Token);
        await Wait.UntilAsync(async () => (await client.GetStringAsync("/api/notes", Token)).Contains("changed", StringComparison.Ordinal));

        await files.WriteTextAsync("server/notes.ts", "throw new Error('on purpose');\n", Token);
        await Wait.UntilAsync(async () => (await AskAsync(client)).Contains("on purpose", StringComparison.Ordinal));
        await files.WriteTextAsync("server/notes.ts", code, Token);
        await Wait.UntilAsync(async () => await AskAsync(client) == "[]");
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task A_change_of_C_sharp_is_built_and_served_and_a_mistake_is_said()
    {
        var project = await host.NewProjectAsync(StarterIds.AspNet);
        var files = host.Agent.Workspaces.Files(project.ProjectId);
        using var client = await StartAsync(project);
        Assert.Contains("EventSource", await client.GetStringAsync("/", Token), StringComparison.Ordinal);
        Assert.Contains("--accent", await client.GetStringAsync("/styles.css", Token), StringComparison.Ordinal);
        await files.WriteTextAsync("Pages/Index.cshtml", "@page\n<h1>@(40 + 2) apples</h1>\n", Token);
        await Wait.UntilAsync(async () => (await client.GetStringAsync("/", Token)).Contains("42 apples", StringComparison.Ordinal));

        var code = (await files.ReadTextAsync("Notes.cs", Token)).Value!.Content;
        await files.WriteTextAsync("Notes.cs", code.Replace("ORDER BY id\"", "ORDER BY id\" + 1 +", StringComparison.Ordinal), Token);
        await Wait.UntilAsync(async () => (await AskAsync(client)).Contains("Notes.cs(", StringComparison.Ordinal));
        await files.WriteTextAsync("Notes.cs", code, Token);
        await Wait.UntilAsync(async () => await AskAsync(client) == "[]");
        Assert.Equal(RungStatus.Passed, (await VerifyAsync(project)).Rungs.Single(r => r.Name == "build").Status);
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task Without_the_NET_SDK_its_starter_says_so_and_the_others_work()
    {
        await using var other = await host.CreateAsync(AgentHost.NewFolder(), TimeProvider.System, ("Sandbox:DotnetRoot", "/nowhere"));
        var provisioner = other.Services.GetRequiredService<IWorkspaceProvisioner>();
        var refused = await provisioner.EnsureAsync(Guid.CreateVersion7(), StarterIds.AspNet, Token);
        Assert.Contains("needs the .NET 10 SDK", refused.Problem, StringComparison.Ordinal);
        Assert.Null((await provisioner.EnsureAsync(Guid.CreateVersion7(), StarterIds.Html, Token)).Problem);
        var offer = ActivatorUtilities.CreateInstance<StarterOffer>(other.Services);
        Assert.Null(offer.Find(StarterIds.AspNet));
        Assert.NotNull(offer.Find(StarterIds.ReactVite));
    }

    [Fact]
    public async Task A_plain_page_is_reloaded_when_a_file_changes_and_hides_what_is_not_for_it()
    {
        var project = await host.NewProjectAsync(StarterIds.Html);
        using var client = await StartAsync(project);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/.gitignore", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/..%2f..%2fetc/passwd", Token)).StatusCode);
        Assert.Contains("EventSource", await client.GetStringAsync("/", Token), StringComparison.Ordinal);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromMinutes(3)); // A build in C# takes long where everything else runs beside it.
        using var events = new StreamReader(await client.GetStreamAsync("/.dev/reload", limit.Token));
        Assert.StartsWith("retry:", await events.ReadLineAsync(limit.Token), StringComparison.Ordinal);
        await host.Agent.Workspaces.Files(project.ProjectId).WriteTextAsync("about.html", "<h1>About</h1>\n", Token);
        while (await events.ReadLineAsync(limit.Token) is { } line && !line.StartsWith("data:", StringComparison.Ordinal))
        {
            // What comes before it is the retry time.
        }
        Assert.Contains("<h1>About</h1>", await client.GetStringAsync("/about", Token), StringComparison.Ordinal);
        await host.Previews.StopAsync(project, Token);
    }

    [Fact]
    public async Task Two_projects_share_no_dependency_that_one_of_them_could_change()
    {
        var (one, other) = (await host.NewProjectAsync(StarterIds.ReactExpressSqlite), await host.NewProjectAsync(StarterIds.ReactExpressSqlite));
        var write = await host.Agent.Sandboxes.Get(one.ProjectId).ExecuteAsync(
            ExecRequest.Shell("echo changed > node_modules/express/package.json && ls node_modules/.vite/deps/_metadata.json") with { Network = false }, null, Token);
        var untouched = await host.Agent.Workspaces.Files(other.ProjectId).ReadTextAsync("node_modules/express/package.json", Token);

        Assert.True(write.Succeeded, write.Output);
        Assert.StartsWith("{", untouched.Value?.Content, StringComparison.Ordinal);
        Assert.Equal(StarterIds.ReactExpressSqlite, Provisioner.StarterOf(one.ProjectId)?.Name);
    }

    [Fact]
    public async Task A_package_that_is_added_to_plain_pages_is_no_reason_to_fail()
    {
        var project = await host.NewProjectAsync(StarterIds.Html);
        await host.Agent.Workspaces.Files(project.ProjectId).WriteTextAsync("package.json", """{"name":"app","private":true}""", Token);
        var installed = await Provisioner.EnsureDependenciesAsync(project.ProjectId, Token);
        Assert.Null(installed.Problem);
    }

    private Task<VerificationReport> VerifyAsync(PreviewProject project) =>
        host.Agent.Services.GetRequiredService<Verifier>().VerifyAsync(project, [], null!, Token);

    private async Task<HttpClient> StartAsync(PreviewProject project)
    {
        var state = await host.Previews.StartAsync(project, Token);
        Assert.True(state.Status == PreviewStatus.Running, state.Error);
        return Client(project);
    }

    private HttpClient Client(PreviewProject project)
    {
        var client = AppHttp.CreateClient(host.Previews.AddressOf(project.ProjectId)!, TimeSpan.FromSeconds(60));
        client.BaseAddress = new Uri("http://localhost");
        return client;
    }

    private static async Task<string> AskAsync(HttpClient client)
    {
        using var answer = await client.GetAsync("/api/notes", Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }
}
