using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Browsers;
using Samokoder.Contracts.Runs;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.AgentService.Runs.Roles;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs;

/// <summary>Cancelling reaches whatever a run is doing. Each of these would go on for minutes by itself, far longer than the tests wait.</summary>
public sealed class CancelTests(Stores stores)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_command_is_cancelled_and_its_processes_are_gone()
    {
        await using var host = await EngineHost.StartAsync(
            stores, FakeOpenAI.Script(FakeReply.Calls("", ("run_command", new { command = "echo begun; sleep 6131 & sleep 6131", timeoutSeconds = 600 }))),
            PlainStarter.Use, ("Browser:Enabled", "false"));
        var runId = await host.AddRunAsync();
        await WaitForAsync(() => RunningProcesses("6131") >= 2);

        await CancelAsync(host, runId);

        Assert.Equal(0, RunningProcesses("6131"));
        var ended = (await host.EventsAsync(runId)).Last(e => e.Type == ToolCompleted.Type).Read<ToolCompleted>();
        Assert.Equal(ToolOutcome.Interrupted, ended.Outcome);
    }

    [Fact]
    public async Task A_verification_is_cancelled()
    {
        // The dev server of this app never listens, so its check waits.
        await using var host = await EngineHost.StartAsync(
            stores, FakeOpenAI.Script(
                FakeReply.Calls("", ("write_file", new { path = "server.mjs", content = "setInterval(() => {}, 1000 + 6132)\n" })),
                FakeReply.Calls("", ("finish", new { summary = "Done." }))),
            PlainStarter.Use, ("Browser:Enabled", "false"));
        var runId = await host.AddRunAsync();
        await WaitForAsync(async () => (await host.EventsAsync(runId)).Any(e => e.Type == ToolCompleted.Type && e.Read<ToolCompleted>().Tool == "finish"));
        await WaitForAsync(() => RunningProcesses("server.mjs") > 0);

        await CancelAsync(host, runId);

        Assert.DoesNotContain(await host.EventsAsync(runId), e => e.Type == VerificationCompleted.Type);
    }

    [Fact]
    public async Task A_wait_in_the_browser_is_cancelled()
    {
        await using var host = await EngineHost.StartAsync(
            stores, FakeOpenAI.Script(
                FakeReply.Calls("", ("open_page", new { path = "/" })), FakeReply.Calls("", ("wait_for_text", new { text = "What is never shown", seconds = 30 }))),
            PlainStarter.Use);
        Assert.SkipWhen(host.Services.GetRequiredService<IBrowsers>().Problem is not null, "There is no browser on this machine.");
        var runId = await host.AddRunAsync();
        await WaitForAsync(async () => (await host.EventsAsync(runId)).Any(e => e.Type == ToolStarted.Type && e.Read<ToolStarted>().Tool == "wait_for_text"));

        await CancelAsync(host, runId);
    }

    private static async Task CancelAsync(EngineHost host, Guid runId)
    {
        var begin = Stopwatch.GetTimestamp();
        await host.Data.Queue.RequestCancelAsync(runId, Token);
        await host.Services.GetRequiredService<RunCancellations>().SignalAsync(runId);
        await WaitForAsync(async () => (await host.Data.GetRunAsync(runId)).Status == RunStatus.Cancelled);
        TestContext.Current.TestOutputHelper?.WriteLine($"cancelled after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms");
    }

    private static Task WaitForAsync(Func<bool> holds) => WaitForAsync(() => Task.FromResult(holds()));

    private static async Task WaitForAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience * 3);
        while (!await holds()) await Task.Delay(20, limit.Token);
    }

    /// <summary>Processes of this machine whose command line has this in it, that of a shell apart.</summary>
    private static int RunningProcesses(string text) => Directory.GetDirectories("/proc").Count(folder =>
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            return line.Length > 1 && Path.GetFileName(line[0]) is "sleep" or "node" && line.Contains(text, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended, or is no process.
        }
    });
}
