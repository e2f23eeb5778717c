using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Samokoder.AgentService.Previews;

namespace Samokoder.Tests.AgentService.Browsers;

/// <summary>A page is hostile: what it tries to reach besides its own app, and what becomes of its browser.</summary>
public sealed class BrowserIsolationTests(BrowserHost host) : IClassFixture<BrowserHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_reaches_no_service_of_this_machine_no_other_host_and_no_file()
    {
        using var service = new TcpListener(IPAddress.Loopback, 0);
        service.Start();
        var project = await host.NewAppAsync(("index.html", "<p>shown</p>"), ("own.json", "{}"));
        await using var page = await host.Browsers.OpenPageAsync(project.ProjectId, Token);
        Assert.Null(await page.GoToAsync("/", TimeSpan.FromSeconds(15), Token));

        var port = ((IPEndPoint)service.LocalEndpoint).Port;
        string[] targets = [$"http://127.0.0.1:{port}/", $"http://localhost:{port}/", "http://127.0.0.1:9222/json", "http://example.org/", "http://169.254.169.254/", "file:///etc/passwd", "http://[::1]:22/"];
        foreach (var target in targets)
            Assert.Equal("blocked", await FetchAsync(target));
        Assert.Equal("reached", await FetchAsync("/own.json"));
        Assert.False(service.Pending(), "The page's browser connected to a service of this machine.");

        Task<string?> FetchAsync(string url) => EvaluateAsync($"fetch('{url}', {{ mode: 'no-cors' }}).then(() => 'reached', () => 'blocked')");
        async Task<string?> EvaluateAsync(string expression) => (await page.EvaluateAsync(expression, Token)).GetString();
    }

    [Fact]
    public async Task Files_of_this_machine_are_not_there_even_for_the_browser_itself()
    {
        var secret = Path.Combine(Directory.CreateTempSubdirectory("sk-secret-").FullName, "secret.txt");
        await File.WriteAllTextAsync(secret, "planted", Token);
        var project = await host.NewAppAsync(("index.html", "<p>shown</p>"));
        await using var page = await host.Browsers.OpenPageAsync(project.ProjectId, Token);
        foreach (var path in (string[])[secret, "/root", "/proc/1/environ"])
        {
            await page.SendAsync("Page.navigate", new { url = $"file://{path}" }, Token);
            var shown = (await page.EvaluateAsync("document.documentElement.innerText", Token)).ToString();
            Assert.DoesNotContain("planted", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("HOME=", shown, StringComparison.Ordinal);
        }
        Directory.Delete(Path.GetDirectoryName(secret)!, recursive: true);
    }

    [Fact]
    public async Task Pages_of_one_project_never_show_the_app_of_another()
    {
        var first = await host.NewAppAsync(("index.html", "<p>first app</p>"));
        var second = await host.NewAppAsync(("index.html", "<p>second app</p>"));
        Assert.Equal("first app", await TextAsync(first));
        Assert.Equal("second app", await TextAsync(second));
    }

    [Fact]
    public async Task Closing_a_projects_browser_in_the_middle_of_a_call_leaves_no_process_of_it()
    {
        var project = await host.NewAppAsync(("index.html", "<p>shown</p>"));
        var tools = host.Tools(project);
        Assert.Equal("opened", (await tools.OpenAsync(cancellationToken: Token)).Summary);
        Assert.NotEmpty(ProcessesOf(project));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = tools.WaitAsync("never", 30, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await tools.DisposeAsync();
        await host.Browsers.CloseAsync(project.ProjectId);
        Assert.Empty(ProcessesOf(project));
    }

    [Fact]
    public async Task A_page_that_never_ends_its_script_is_given_up_and_its_browser_closed()
    {
        var project = await host.NewAppAsync(("index.html", "<p>shown</p>"));
        await using var page = await host.Browsers.OpenPageAsync(project.ProjectId, Token);
        await page.GoToAsync("/", TimeSpan.FromSeconds(15), Token);
        var endless = page.EvaluateAsync("(() => { while (true) { } })()", Token);
        await host.Browsers.CloseAsync(project.ProjectId);
        await Assert.ThrowsAnyAsync<Exception>(() => endless);
        Assert.True(page.Ended);
    }

    private async Task<string> TextAsync(PreviewProject project)
    {
        await using var page = await host.Browsers.OpenPageAsync(project.ProjectId, Token);
        Assert.Null(await page.GoToAsync("/", TimeSpan.FromSeconds(15), Token));
        return (await page.EvaluateAsync("document.body.innerText.trim()", Token)).GetString()!;
    }

    /// <summary>By the folder of the project's own sockets, which is in the command line of the sandbox.</summary>
    private static List<int> ProcessesOf(PreviewProject project) =>
        [.. Process.GetProcesses().Where(p => CommandOf(p.Id) is var line && line.Contains(project.ProjectId.ToString("N"), StringComparison.Ordinal) && line.Contains("/web-", StringComparison.Ordinal)).Select(p => p.Id)];

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }
}
