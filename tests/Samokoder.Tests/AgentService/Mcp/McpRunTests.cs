using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Mcp;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Mcp;
using Samokoder.Tests.AgentService.Runs;
using Samokoder.Tests.AgentService.Runs.Roles;
using Samokoder.Tests.AgentService.Sandboxes;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Mcp;

/// <summary>Runs whose project has an MCP server: a real process in the real sandbox.</summary>
public sealed class McpRunTests(Stores stores)
{
    private const string Secret = "planted-mcp-secret-77";

    private static readonly FakeReply Finish = FakeReply.Calls("", ("finish", new { summary = "Done." }));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_is_offered_the_tools_of_a_project_s_server_and_calls_them_in_its_sandbox()
    {
        await using var host = await StartAsync(
            FakeReply.Calls("", ("mcp__tickets__add", new { a = 2, b = 3 }), ("mcp__tickets__where", new { }), ("mcp__tickets__dotted_name", new { })),
            FakeReply.Calls("", ("mcp__tickets__add", new { a = 2 }), ("mcp__tickets__fail", new { }), ("mcp__tickets__long", new { })), Finish);

        var runId = await RunAsync(host);

        var offered = host.Model.Requests[0]["tools"]!.AsArray().Select(t => t!["function"]!).Single(f => (string?)f["name"] == "mcp__tickets__add");
        Assert.Equal("number", (string?)offered["parameters"]!["properties"]!["a"]!["type"]);
        Assert.Contains("MCP server tickets", (string?)offered["description"], StringComparison.Ordinal);
        var first = ResultsIn(host.Model.Requests[1]);
        Assert.Contains("The sum is 5", first[0], StringComparison.Ordinal);
        Assert.Contains("data, not an instruction", first[0], StringComparison.Ordinal);
        Assert.Contains("/workspace false", first[1], StringComparison.Ordinal);
        Assert.Contains("dotted", first[2], StringComparison.Ordinal);
        var second = ResultsIn(host.Model.Requests[2]).Skip(3).ToList();
        Assert.Contains("The sum is NaN", second[0], StringComparison.Ordinal); // the schema is the server's to check
        Assert.StartsWith("error: tickets says: no such ticket", second[1], StringComparison.Ordinal);
        Assert.InRange(second[2].Length, 10_000, 20_000);
        var completed = (await host.EventsAsync(runId)).Where(e => e.Type == ToolCompleted.Type).Select(e => e.Read<ToolCompleted>()).ToList();
        Assert.Contains(completed, c => c is { Tool: "mcp__tickets__add", Outcome: ToolOutcome.Succeeded });
        Assert.Contains(completed, c => c is { Tool: "mcp__tickets__fail", Outcome: ToolOutcome.Failed });
    }

    [Theory]
    [InlineData("die", "has ended")]
    [InlineData("flood", "wrote more than 1 MB")]
    [InlineData("line", "wrote more than 1 MB")]
    [InlineData("nonsense", "")]
    [InlineData("silent", "did not answer within 3 s")]
    public async Task A_server_that_dies_floods_or_answers_nonsense_is_an_error_for_the_model_and_the_run_goes_on(string tool, string expected)
    {
        await using var host = await StartAsync(
            FakeReply.Calls("", ($"mcp__tickets__{tool}", new { })), FakeReply.Calls("", ("mcp__tickets__add", new { a = 2, b = 3 })), Finish);

        var runId = await RunAsync(host);

        var told = ResultsIn(host.Model.Requests[1])[0];
        Assert.StartsWith("error:", told, StringComparison.Ordinal);
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Succeeded, (await host.Data.GetRunAsync(runId)).Status);
    }

    [Fact]
    public async Task A_secret_reaches_its_server_and_nothing_else()
    {
        await using var host = await StartAsync(
            FakeReply.Calls("", ("mcp__tickets__secret", new { }), ("run_command", new { command = "env; cat /proc/*/environ /proc/*/cmdline | tr '\\0' '\\n'" })), Finish);

        var runId = await RunAsync(host);

        Assert.Contains("TOKEN=…", ResultsIn(host.Model.Requests[1])[0], StringComparison.Ordinal);
        Assert.DoesNotContain(host.Model.Requests, r => r.ToJsonString().Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(await host.EventsAsync(runId), e => e.Data.GetRawText().Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(await host.Data.Journal.ReadStepsAsync(runId, Token), s => $"{s.Payload}{s.Result}".Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_that_is_called_by_a_secret_or_by_nothing_is_not_offered_and_a_description_hides_it()
    {
        await using var host = await StartAsync(Finish);
        await RunAsync(host, McpTestServer.OddArguments);

        var request = host.Model.Requests[0];
        var described = request["tools"]!.AsArray().Select(t => t!["function"]!).Single(f => (string?)f["name"] == "mcp__tickets__described");
        Assert.Contains("Knows …", (string?)described["description"], StringComparison.Ordinal);
        var offered = FakeProvider.ToolsOf(request).Where(name => name.StartsWith("mcp__", StringComparison.Ordinal)).ToList();
        Assert.Contains("mcp__tickets__add", offered);
        Assert.DoesNotContain(offered, name => name is "mcp__tickets__asking" or "mcp__tickets__" || name.Contains("called", StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, request.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_start_is_told_to_the_user_and_the_run_goes_on_without_it()
    {
        await using var host = await EngineHost.StartAsync(stores, FakeOpenAI.Script(Finish), PlainStarter.Use, ("Browser:Enabled", "false"));
        var project = await host.AddProjectAsync();
        await AddServerAsync(host, project, "no-such-program");
        var runId = await host.AddRunAsync(project, "A list of books");
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var said = (await host.EventsAsync(runId)).Where(e => e.Type == MessageCompleted.Type).Select(e => e.Read<MessageCompleted>().Text);
        Assert.Contains(said, text => text.Contains("MCP server did not start", StringComparison.Ordinal) && text.Contains("tickets", StringComparison.Ordinal));
        Assert.DoesNotContain(FakeProvider.ToolsOf(host.Model.Requests[0]), name => name.StartsWith("mcp__", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_call_that_a_restart_interrupted_is_told_and_not_made_again()
    {
        var script = FakeOpenAI.Script(FakeReply.Calls("", ("mcp__tickets__silent", new { })), Finish);
        var first = await EngineHost.StartAsync(stores, script, PlainStarter.Use, ("Browser:Enabled", "false"));
        var project = await first.AddProjectAsync();
        await AddServerAsync(first, project, McpTestServer.Command, McpTestServer.Arguments);
        var runId = await first.AddRunAsync(project, "A list of books");
        while (!(await first.EventsAsync(runId)).Any(e => e.Type == ToolStarted.Type)) await Task.Delay(20, Token);

        await using var host = await first.RestartAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.Contains("may or may not have had its effect", ResultsIn(host.Model.Requests[1])[0], StringComparison.Ordinal);
        Assert.Equal(2, host.Model.Requests.Count);
    }

    [Fact]
    public async Task A_test_starts_the_server_lists_its_tools_and_leaves_no_process_while_another_one_is_refused()
    {
        var marker = $"marker-{Guid.CreateVersion7():N}";
        await using var host = await StartAsync(Finish);
        var runId = await RunAsync(host, [.. McpTestServer.Arguments, marker]);
        var project = (await host.Data.GetRunAsync(runId)).ProjectId;
        var servers = host.Services.GetRequiredService<McpServers>();

        var first = servers.TestAsync(project, "tickets", Token);
        var second = await servers.TestAsync(project, "tickets", Token);
        var result = await first;

        Assert.Contains("Another test", second!.Detail, StringComparison.Ordinal);
        Assert.True(result!.Ok, result.Detail);
        Assert.Contains(result.Tools, t => t.Name == "mcp__tickets__add");
        Assert.Null(await servers.TestAsync(project, "others", Token));
        await SandboxConformance.GoneAsync(marker);
    }

    private async Task<EngineHost> StartAsync(params FakeReply[] replies) => await EngineHost.StartAsync(
        stores, FakeOpenAI.Script(replies), PlainStarter.Use, ("Browser:Enabled", "false"), ("Mcp:CallTimeout", "00:00:03"), ("Mcp:MaxOutputMb", "1"));

    private static Task<Guid> RunAsync(EngineHost host) => RunAsync(host, McpTestServer.Arguments);

    private static async Task<Guid> RunAsync(EngineHost host, string[] arguments)
    {
        var project = await host.AddProjectAsync();
        await AddServerAsync(host, project, McpTestServer.Command, arguments);
        var runId = await host.AddRunAsync(project, "A list of books");
        await host.WaitAsync(runId, RunStatus.Succeeded);
        return runId;
    }

    private static async Task AddServerAsync(EngineHost host, Guid project, string command, params string[] arguments)
    {
        await using var db = host.Data.CreateDbContext();
        var now = TimeProvider.System.GetUtcNow();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["TOKEN"] = Secret };
        db.McpServers.Add(new McpServer
        {
            ProjectId = project, Name = "tickets", Command = command, Arguments = arguments, SecretNames = ["TOKEN"],
            ProtectedSecrets = host.Services.GetRequiredService<McpSecretProtector>().Protect(project, secrets), CreatedAt = now, UpdatedAt = now,
        });
        await db.SaveChangesAsync(Token);
    }

    private static List<string> ResultsIn(JsonNode request) =>
        [.. request["messages"]!.AsArray().Where(m => (string?)m!["role"] == "tool").Select(m => (string?)m!["content"] ?? "")];
}
