using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Features.Internal;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Terminals;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts;
using Samokoder.Contracts.Files;
using Samokoder.Data;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService;

/// <summary>The internal file endpoints over real HTTP.</summary>
public sealed class FileEndpointTests(Stores stores) : IAsyncLifetime
{
    private const string ServiceToken = "0123456789abcdef0123456789abcdef";

    private readonly DirectoryInfo folder = AgentHost.NewFolder();
    private readonly Guid project = Guid.CreateVersion7();
    private WebApplication app = null!;
    private HttpClient client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration["Samokoder:DataPath"] = folder.FullName;
        builder.Configuration["Internal:ServiceToken"] = ServiceToken;
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDbContextFactory<SamokoderDbContext>(options => options.UseNpgsql("Host=unused"));
        builder.AddWorkspaces();
        builder.AddSandboxes();
        builder.Services.AddSingleton<Samokoder.Messaging.Sandboxes.TerminalDirectory>().AddSingleton(await stores.RedisAsync());
        builder.Services.AddSingleton<ReplicaAddress>();
        builder.AddTerminals();
        builder.Services.AddSingleton<IPreviews, NoPreviews>();
        app = builder.Build();
        app.UseRouting();
        app.MapInternal();
        await app.StartAsync(Token);
        app.Services.GetRequiredService<WorkspaceStore>().CreateFolders(project);
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceToken);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_export_is_a_zip_of_the_files_without_dependencies_and_links()
    {
        await client.PutAsync(Url("src/привет 🌍.ts"), Text("one"), Token);
        await client.PutAsync(Url("empty.txt"), Text(""), Token);
        await client.PutAsync(Url("node_modules/left/index.js"), Text("no"), Token);
        var workspace = Directory.GetDirectories(folder.FullName, "node_modules", SearchOption.AllDirectories).Single();
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(workspace)!, "link"), "/etc/passwd");
        using var answer = await client.GetAsync(new Uri($"internal/projects/{project}/export", UriKind.Relative), Token);
        Assert.Equal((HttpStatusCode.OK, "application/zip"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        await using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync(Token)));
        Assert.Equal(["empty.txt", "src/привет 🌍.ts"], zip.Entries.Select(e => e.FullName));
        using var reader = new StreamReader(await zip.Entries[1].OpenAsync(Token));
        Assert.Equal("one", await reader.ReadToEndAsync(Token));
    }

    [Fact]
    public async Task A_file_is_created_read_listed_changed_and_deleted_with_its_tag()
    {
        var path = Url("src/привет 🌍.ts");
        var created = await client.PutAsync(path, Text("one"), Token);
        var read = await client.GetAsync(path, Token);
        var tree = await client.GetFromJsonAsync<FileTree>(Url("").TrimEnd('/'), ContractJson.Options, Token);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created.StatusCode, read.StatusCode));
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        Assert.Equal(("text/plain", "nosniff", "one"), (read.Content.Headers.ContentType?.MediaType, read.Headers.GetValues("X-Content-Type-Options").Single(), await read.Content.ReadAsStringAsync(Token)));
        Assert.Equal(["src", "src/привет 🌍.ts"], tree!.Items.Select(i => i.Path));

        Assert.Equal(HttpStatusCode.NotModified, (await SendAsync(HttpMethod.Get, path, r => r.Headers.IfNoneMatch.Add(read.Headers.ETag!))).StatusCode);
        var changed = await SendAsync(HttpMethod.Put, path, r =>
        {
            r.Content = Text("two");
            r.Headers.IfMatch.Add(read.Headers.ETag!);
        });
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        var stale = await SendAsync(HttpMethod.Put, path, r =>
        {
            r.Content = Text("three");
            r.Headers.IfMatch.Add(read.Headers.ETag!);
        });
        await AssertProblemAsync(stale, HttpStatusCode.PreconditionFailed, ErrorCodes.PreconditionFailed);
        Assert.Equal("two", await client.GetStringAsync(path, Token));
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync(path, Token)).StatusCode);
        await AssertProblemAsync(await client.GetAsync(path, Token), HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Large_and_binary_files_are_streamed_also_in_part()
    {
        var bytes = new byte[20_000_000];
        new Random(1).NextBytes(bytes);
        bytes[0] = 0;
        await client.PutAsync(Url("a.bin"), new ByteArrayContent(bytes), Token);
        var whole = await client.GetAsync(Url("a.bin"), Token);
        var part = await SendAsync(HttpMethod.Get, Url("a.bin"), r => r.Headers.Range = new RangeHeaderValue(10, 19));

        Assert.Equal("application/octet-stream", whole.Content.Headers.ContentType?.ToString());
        Assert.Equal(bytes.Length, whole.Content.Headers.ContentLength);
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Html_is_not_served_as_something_that_a_browser_runs()
    {
        await client.PutAsync(Url("index.html"), Text("<script>alert(1)</script>"), Token);
        Assert.Equal("text/plain", (await client.GetAsync(Url("index.html"), Token)).Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("a%5Cb", HttpStatusCode.BadRequest, ErrorCodes.PathInvalid)]
    [InlineData("..%2F..%2Fetc%2Fpasswd", HttpStatusCode.NotFound, ErrorCodes.NotFound)] // An encoded slash is part of a name.
    [InlineData("link/passwd", HttpStatusCode.BadRequest, ErrorCodes.PathOutsideWorkspace)]
    [InlineData("a%0Ab", HttpStatusCode.BadRequest, ErrorCodes.PathInvalid)]
    [InlineData("none", HttpStatusCode.NotFound, ErrorCodes.NotFound)]
    public async Task A_bad_path_is_a_clear_problem(string path, HttpStatusCode status, string code)
    {
        Directory.CreateSymbolicLink(Path.Combine(app.Services.GetRequiredService<DataFolder>().FilesFolder(project), "link"), "/etc");
        await AssertProblemAsync(await client.GetAsync($"/internal/projects/{project}/files/{path}", Token), status, code);
    }

    [Fact]
    public async Task A_project_without_workspace_is_not_found()
    {
        var url = $"/internal/projects/{Guid.CreateVersion7()}/files";
        await AssertProblemAsync(await client.GetAsync(url, Token), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await AssertProblemAsync(await client.PutAsync(url + "/a", Text("x"), Token), HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Files_go_back_to_a_commit_and_forward_again_with_nothing_lost()
    {
        var checkpoints = app.Services.GetRequiredService<IWorkspaces>().Checkpoints(project);
        await client.PutAsync(Url("src/a.txt"), Text("one\n"), Token);
        await client.PutAsync(Url("gone-later.txt"), Text("old\n"), Token);
        var first = await checkpoints.CommitAsync("First", Token);
        await client.PutAsync(Url("src/a.txt"), Text("two\n"), Token);
        await client.PutAsync(Url("new.txt"), Text("new\n"), Token);
        await client.DeleteAsync(Url("gone-later.txt"), Token);

        var diff = await (await client.GetAsync($"/internal/projects/{project}/commits/{first.Sha}/diff", Token)).Content.ReadAsStringAsync(Token);
        Assert.Contains("+one", diff, StringComparison.Ordinal);
        var restored = await RestoreAsync(first.Sha);
        Assert.Equal("one\n", await client.GetStringAsync(Url("src/a.txt"), Token));
        Assert.Equal("old\n", await client.GetStringAsync(Url("gone-later.txt"), Token));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Url("new.txt"), Token)).StatusCode);

        // What was not saved before is the commit before the restored one.
        var undone = await (await client.GetAsync($"/internal/projects/{project}/commits/{restored}/diff", Token)).Content.ReadAsStringAsync(Token);
        Assert.Contains("-two\n+one", undone, StringComparison.Ordinal);
        await AssertProblemAsync(
            await client.PostAsJsonAsync($"/internal/projects/{project}/restore", new { sha = new string('0', 40), title = "x" }, Token), HttpStatusCode.NotFound, ErrorCodes.NotFound);

        async Task<string> RestoreAsync(string sha)
        {
            using var answer = await client.PostAsJsonAsync($"/internal/projects/{project}/restore", new { sha, title = "First" }, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return (await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token)).GetProperty("sha").GetString()!;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong")]
    public async Task Without_the_service_token_nothing_answers(string? token)
    {
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(Url("a"), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PutAsync(Url("a"), Text("x"), Token)).StatusCode);
    }

    private static StringContent Text(string text) => new(text, Encoding.UTF8);

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await response.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>(Token);
        Assert.Equal((status, code), (response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    private string Url(string path) => $"/internal/projects/{project}/files/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, Action<HttpRequestMessage> change)
    {
        var request = new HttpRequestMessage(method, url);
        change(request);
        return client.SendAsync(request, Token);
    }
}
