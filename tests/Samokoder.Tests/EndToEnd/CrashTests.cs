using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.EndToEnd;

/// <summary>Processes are ended with SIGKILL in the middle of a run; nothing is lost, nothing is done twice.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class CrashTests(RunningApp app)
{
    private const int Files = 6;
    private const int KillBefore = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("agent")]
    [InlineData("api")]
    [InlineData("redis")]
    [InlineData("postgres")]
    public async Task A_run_goes_on_and_succeeds_after(string killed)
    {
        using var user = await app.NewUserAsync();
        await using var model = await GatedModel.StartAsync(KillBefore);
        var run = await StartRunAsync(user, model.BaseUrl);
        var watch = WatchAsync(user, run.Id);
        await model.Reached.WaitAsync(TimeSpan.FromSeconds(60), Token);

        await app.KillAsync(killed);
        model.Open();

        var events = await watch.WaitAsync(TimeSpan.FromMinutes(2), Token);
        var end = events[^1].Read<RunStatusChanged>();
        Assert.True(end.Status == RunStatus.Succeeded, $"{end}\n{string.Join('\n', events.Select(e => $"{e.Id} {e.Type} {e.Data}"))}\n{app.Console("agent")}");
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Id!.Value));
        Assert.Equal(Enumerable.Range(0, Files).Select(Path), events.Where(e => e.Type == FileChanged.Type).Select(e => e.Read<FileChanged>().Path));
        Assert.Equal(Files, events.Count(e => e.Type == ToolCompleted.Type && e.Read<ToolCompleted>() is { Tool: "write_file", Outcome: ToolOutcome.Succeeded }));
        model.AssertNoTurnRepeatedButTheOneInFlight();
        Assert.Equal("file 5\n", await user.Http.GetStringAsync($"v1/projects/{run.ProjectId}/files/{Path(5)}", Token));
    }

    private static string Path(int n) => $"notes/{n}.txt";

    private static async Task<RunInfo> StartRunAsync(ApiUser user, string baseUrl)
    {
        using var saved = await SendAsync(user, HttpMethod.Put, "v1/keys/custom", new PutKeyRequest("sk-test", baseUrl));
        saved.EnsureSuccessStatusCode();
        using var created = await SendAsync(user, HttpMethod.Post, "v1/projects", new CreateProjectRequest("Write some notes", Model: "custom/fake-model"));
        created.EnsureSuccessStatusCode();
        return (await created.Content.ReadFromJsonAsync<ProjectCreated>(ContractJson.Options, Token))!.Run;
    }

    private static async Task<HttpResponseMessage> SendAsync<T>(ApiUser user, HttpMethod method, string path, T body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: ContractJson.Options) };
        request.Headers.Add("Origin", user.Origin);
        return await user.Http.SendAsync(request, Token);
    }

    /// <summary>Reads the durable events as a browser does: reconnects, with the id of the last one, whenever the stream breaks.</summary>
    private static async Task<List<RunEvent>> WatchAsync(ApiUser user, Guid runId)
    {
        var seen = new List<RunEvent>();
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"v1/runs/{runId}/events");
                request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
                if (seen.Count > 0) request.Headers.Add("Last-Event-ID", seen[^1].Id!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
                using var response = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
                response.EnsureSuccessStatusCode();
                await using var stream = await response.Content.ReadAsStreamAsync(Token);
                await foreach (var item in SseParser.Create(stream).EnumerateAsync(Token))
                {
                    var runEvent = JsonSerializer.Deserialize<RunEvent>(item.Data, ContractJson.Options)!;
                    if (runEvent.Id is null) continue;
                    seen.Add(runEvent);
                    if (runEvent.Type == RunStatusChanged.Type && runEvent.Read<RunStatusChanged>().Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled)
                        return seen;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException && !Token.IsCancellationRequested)
            {
                await Task.Delay(200, Token);
            }
        }
    }

    /// <summary>A model that writes one file a turn, and at one turn waits until the test lets it go on.</summary>
    private sealed class GatedModel : IAsyncDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<int, int> _asked = new();
        private readonly int _gate;
        private FakeOpenAI _server = null!;

        private GatedModel(int gate) => _gate = gate;

        public string BaseUrl => _server.BaseUrl;

        public Task Reached => _reached.Task;

        public static async Task<GatedModel> StartAsync(int gate)
        {
            var model = new GatedModel(gate);
            model._server = await FakeOpenAI.StartAsync(model.Answer);
            return model;
        }

        public void Open() => _open.SetResult();

        public void AssertNoTurnRepeatedButTheOneInFlight() =>
            Assert.All(_asked, turn => Assert.InRange(turn.Value, 1, turn.Key == _gate ? 2 : 1));

        public ValueTask DisposeAsync() => _server.DisposeAsync();

        private FakeReply Answer(JsonNode request)
        {
            if (FakeReply.SmallRequest(request) is { } analysed) return analysed;
            var turn = request["messages"]!.AsArray().Count(m => (string?)m!["role"] == "assistant");
            _asked.AddOrUpdate(turn, 1, (_, n) => n + 1);
            if (turn == Files) return FakeReply.Calls("", ("finish", new { summary = "Written." }));
            var reply = FakeReply.Calls("", ("write_file", new { path = Path(turn), content = $"file {turn}\n" }));
            if (turn != _gate) return reply;
            _reached.TrySetResult();
            return reply.After(_open.Task);
        }
    }
}
