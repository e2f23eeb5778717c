using System.Text.Json;
using Samokoder.AgentService.Tools;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Runs.Roles;

/// <summary>A call was started, then the process died. What became of it is told by the files alone.</summary>
public sealed class FileTracesTests(FileTracesTests.Project project) : IClassFixture<FileTracesTests.Project>, IAsyncLifetime
{
    private readonly IWorkspaceFiles _files = project.Files;
    private readonly FileTools _tools = new(project.Files);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var left in (string[])["a.txt", "c.txt", "folder", "moved", "other"]) await _files.DeleteAsync(left, null, Token);
        await _files.WriteTextAsync("a.txt", "one\ntwo\n", Token);
        await _files.WriteTextAsync("folder/b.txt", "b\n", Token);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("edit_file", """{"path":"a.txt","edits":[{"search":"two","replace":"three"}]}""")]
    [InlineData("delete_file", """{"path":"a.txt"}""")]
    [InlineData("delete_file", """{"path":"folder"}""")]
    [InlineData("move_file", """{"from":"a.txt","to":"moved/c.txt"}""")]
    [InlineData("move_file", """{"from":"folder","to":"other"}""")]
    public async Task A_call_is_known_to_have_had_its_effect_or_not(string tool, string json)
    {
        var arguments = JsonDocument.Parse(json).RootElement;
        var trace = await _tools.TraceAsync(tool, arguments, Token);
        Assert.NotNull(trace);
        Assert.Equal(CallFate.NotDone, (await _tools.RecoverAsync(tool, arguments, trace, Token)).Fate);

        var result = await RunAsync(tool, arguments);

        var recovered = await _tools.RecoverAsync(tool, arguments, trace, Token);
        Assert.Equal((CallFate.Done, result.Text, result.Summary, result.Outcome), (recovered.Fate, recovered.Result!.Text, recovered.Result.Summary, recovered.Result.Outcome));
    }

    [Theory]
    [InlineData("edit_file", """{"path":"a.txt","edits":[{"search":"two","replace":"three"}]}""")]
    [InlineData("delete_file", """{"path":"a.txt"}""")]
    [InlineData("move_file", """{"from":"a.txt","to":"c.txt"}""")]
    public async Task What_somebody_else_changed_since_is_left_to_the_model(string tool, string json)
    {
        var arguments = JsonDocument.Parse(json).RootElement;
        var trace = await _tools.TraceAsync(tool, arguments, Token);
        await _files.DeleteAsync("a.txt", null, Token);
        await _files.WriteTextAsync("a.txt", "somebody else's, and longer than before\n", Token);

        Assert.Equal(CallFate.Unknown, (await _tools.RecoverAsync(tool, arguments, trace, Token)).Fate);
    }

    [Fact]
    public async Task A_folder_that_was_deleted_half_is_deleted_on()
    {
        var arguments = JsonDocument.Parse("""{"path":"folder"}""").RootElement;
        var trace = await _tools.TraceAsync("delete_file", arguments, Token);
        await _files.DeleteAsync("folder/b.txt", null, Token);

        Assert.Equal(CallFate.NotDone, (await _tools.RecoverAsync("delete_file", arguments, trace, Token)).Fate);
    }

    [Theory]
    [InlineData("edit_file", """{"path":"missing.txt","edits":[{"search":"two","replace":"three"}]}""")]
    [InlineData("edit_file", """{"path":"a.txt","edits":"nonsense"}""")]
    [InlineData("delete_file", """{"path":"missing.txt"}""")]
    [InlineData("move_file", """{"from":"missing.txt","to":"c.txt"}""")]
    [InlineData("move_file", "5")]
    public async Task A_call_that_cannot_have_an_effect_leaves_no_trace_and_is_run_again(string tool, string json)
    {
        var arguments = JsonDocument.Parse(json).RootElement;
        Assert.Null(await _tools.TraceAsync(tool, arguments, Token));
        Assert.Equal(CallFate.NotDone, (await _tools.RecoverAsync(tool, arguments, null, Token)).Fate);
    }

    private async Task<ToolResult> RunAsync(string tool, JsonElement arguments) =>
        await new ToolSet(_tools).Find(tool)!.InvokeAsync(new Microsoft.SemanticKernel.Kernel(), arguments, Token);

    /// <summary>A project as a run leaves it, for all of them in turn.</summary>
    public sealed class Project(Stores stores) : IAsyncLifetime
    {
        private EngineHost _host = null!;

        internal IWorkspaceFiles Files { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _host = await EngineHost.StartAsync(stores, Tests.Support.Fakes.FakeOpenAI.Script(Tests.Support.Fakes.FakeReply.Says("Done.")), PlainStarter.Use);
            var run = await _host.WaitAsync(await _host.AddRunAsync(), RunStatus.Succeeded);
            Files = _host.Workspaces.Files(run.ProjectId);
        }

        public ValueTask DisposeAsync() => _host.DisposeAsync();
    }
}
