using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.ML.Tokenizers;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Tests.AgentService.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Context;

/// <summary>A long run with a model whose window is small, on a server that counts with OpenAI's own vocabulary and refuses what is too long.</summary>
public sealed class LongRunTests(Stores stores)
{
    private const int Window = 32_768;
    private const int AnswerTokens = 4_096;
    private const int Steps = 200;
    private const string Request = "Сделай учёт библиотеки: книги, читатели и выдачи.\nThe colour is #0A2E50, and «Вернуть до» must be red when it is late.";
    private const string Answer = "Только синий цвет, и никакого красного 🙂";

    private static readonly TiktokenTokenizer Vocabulary = TiktokenTokenizer.CreateForEncoding("o200k_base");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_steps_stay_inside_a_window_of_32k_with_the_users_words_in_every_request()
    {
        var sizes = new List<int>();
        var refused = 0;
        await using var host = await EngineHost.StartAsync(
            stores, request => Measure(request, sizes) is var size && size > Window - AnswerTokens ? Refuse(ref refused, size) : Step(sizes.Count) with { Usage = new FakeUsage(size, 20) },
            ("Context:DefaultWindowTokens", Window.ToString(CultureInfo.InvariantCulture)), ("Context:AnswerTokens", AnswerTokens.ToString(CultureInfo.InvariantCulture)));

        var runId = await host.AddRunAsync(Request);
        var asked = await AnswerAsync(host, runId);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        var requests = host.Model.Requests;
        Assert.Equal((Steps, 0), (requests.Count, refused));
        Assert.All(requests, r => Assert.Contains(Messages(r), m => (string?)m["role"] == "user" && (string?)m["content"] == Request));
        Assert.All(requests.Skip(asked), r => Assert.Contains(Messages(r), m => ((string?)m["content"])?.Contains(Answer, StringComparison.Ordinal) == true));
        Assert.All(requests, CallsAndResultsArePairs);
        var jumps = await CompactionsAsync(host, runId);
        TestContext.Current.TestOutputHelper?.WriteLine($"largest request {sizes.Max()} tokens of {Window - AnswerTokens}, {jumps} compactions");
        Assert.InRange(jumps, 2, Steps / 6);
        Assert.InRange(requests.Zip(requests.Skip(1)).Count(p => !BeginsWith(p.Second, p.First)), 0, jumps);
    }

    [Fact]
    public async Task What_the_provider_finds_too_long_is_shortened_harder_and_tried_again_and_stays_short()
    {
        const int trueWindow = 14_000;
        var sizes = new List<int>();
        var refused = 0;
        await using var host = await EngineHost.StartAsync(
            stores, request => Measure(request, sizes) is var size && size > trueWindow ? Refuse(ref refused, size) : Step(160 + sizes.Count - refused) with { Usage = new FakeUsage(size, 20) });

        var runId = await host.AddRunAsync(Request);
        await host.WaitAsync(runId, RunStatus.Succeeded);

        Assert.InRange(refused, 1, 2);
        Assert.All(host.Model.Requests, r => Assert.Contains(Request, Messages(r).Select(m => (string?)m["content"])));
    }

    [Fact]
    public async Task A_run_that_is_resumed_after_a_compaction_sends_the_same_conversation()
    {
        var sizes = new List<int>();
        var gate = new TaskCompletionSource();
        var settings = new[] { ("Context:DefaultWindowTokens", "16384"), ("Context:AnswerTokens", "1024") };
        var first = await EngineHost.StartAsync(stores, request => Measure(request, sizes) switch
        {
            _ when sizes.Count == 30 => FakeReply.Says("").After(gate.Task),
            _ when sizes.Count > 30 => FakeReply.Says("Done."),
            var size => Step(sizes.Count) with { Usage = new FakeUsage(size, 20) },
        }, settings);
        var runId = await first.AddRunAsync(Request);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (first.Model.Requests.Count < 30) await Task.Delay(20, deadline.Token);
        Assert.True(await CompactionsAsync(first, runId) > 0);

        await using var host = await first.RestartAsync();
        await host.WaitAsync(runId, RunStatus.Succeeded);
        gate.SetResult();

        Assert.Equal(Text(host.Model.Requests[29]), Text(host.Model.Requests[30]));
    }

    /// <summary>The n-th answer, from 1: reads, writes, edits and commands with long results; a question in the middle; the end.</summary>
    private static FakeReply Step(int n) => (n % 4, n) switch
    {
        (_, >= Steps) => FakeReply.Says("Готово."),
        (_, 40) => FakeReply.Calls("", ("ask_user", new { question = "Which colour?" })),
        (0, _) => FakeReply.Calls($"Step {n}: the next file.", ("write_file", new { path = $"notes/part{n}.txt", content = Filler(n, 60) })),
        (1, _) => FakeReply.Calls("", ("read_file", new { path = $"notes/part{Math.Max(4, n - 1)}.txt" }), ("list_files", new { path = "notes" })),
        (2, _) => FakeReply.Calls("", ("edit_file", new { path = $"notes/part{Math.Max(4, n - 2)}.txt", edits = new[] { new { search = $"line {n - 2}.7 ", replace = "changed " } } })),
        _ => FakeReply.Calls("", ("search_files", new { pattern = $"line {n - 3}\\.[0-9]+ " })),
    };

    private static string Filler(int n, int lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines; i++) text.Append(CultureInfo.InvariantCulture, $"line {n}.{i} of the library: книга «Мастер и Маргарита», {{ \"shelf\": {n * 31 + i}, \"late\": {(i % 3 == 0 ? "true" : "false")} }}\n");
        return text.ToString();
    }

    private static FakeReply Refuse(ref int refused, int size)
    {
        refused++;
        return FakeReply.Status(400, $$$"""{"error":{"message":"This model's maximum context length is {{{Window}}} tokens. However, your messages resulted in {{{size}}} tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""");
    }

    private static int Measure(JsonNode request, List<int> sizes)
    {
        var size = Messages(request).Sum(m => 4 + Count((string?)m["content"]) + Count(m["tool_calls"]?.ToJsonString(Plain))) + Count(request["tools"]?.ToJsonString(Plain));
        sizes.Add(size);
        return size;
    }

    private static System.Text.Json.JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int Count(string? text) => text is null ? 0 : Vocabulary.CountTokens(text);

    private static async Task<int> AnswerAsync(EngineHost host, Guid runId)
    {
        await host.WaitAsync(runId, RunStatus.Waiting);
        var asked = (await host.EventsAsync(runId)).Last(e => e.Type == QuestionAsked.Type).Read<QuestionAsked>();
        var requests = host.Model.Requests.Count;
        Assert.NotNull(await host.Data.Queue.AnswerAsync(runId, asked.QuestionId, Answer, Token));
        return requests;
    }

    private static async Task<int> CompactionsAsync(EngineHost host, Guid runId)
    {
        await using var db = host.Data.CreateDbContext();
        return await db.RunSteps.CountAsync(s => s.RunId == runId && s.Kind == RunStepKind.Note && s.Name == "compaction", Token);
    }

    private static void CallsAndResultsArePairs(JsonNode request)
    {
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in Messages(request))
        {
            if ((string?)message["role"] == "tool")
            {
                Assert.True(open.Remove((string)message["tool_call_id"]!), "A result without its call.");
                continue;
            }
            Assert.Empty(open);
            foreach (var call in message["tool_calls"]?.AsArray() ?? []) open.Add((string)call!["id"]!);
        }
        Assert.Empty(open);
    }

    private static bool BeginsWith(JsonNode later, JsonNode earlier) =>
        Messages(later).Select(m => m.ToJsonString()).Take(Messages(earlier).Count).SequenceEqual(Messages(earlier).Select(m => m.ToJsonString()), StringComparer.Ordinal);

    private static List<JsonNode> Messages(JsonNode request) => [.. request["messages"]!.AsArray().Select(m => m!)];

    private static string Text(JsonNode request) => request["messages"]!.ToJsonString(Plain);
}
