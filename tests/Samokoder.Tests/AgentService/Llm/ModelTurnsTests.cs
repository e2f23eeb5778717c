using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenAI;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.OpenAICompatible;
using Samokoder.Contracts;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm;

/// <summary>One turn through the real client against a server that speaks the protocol.</summary>
public sealed class ModelTurnsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_and_parallel_tool_calls_arrive_whole_with_their_pieces_live()
    {
        await using var server = await FakeOpenAI.StartAsync(_ => FakeReply.Calls(
            "Сейчас напишу 🛒.", ("write_file", new { path = "a.ts", content = "let a = \"1\";\n" }), ("list_files", new { path = "" })));
        var seen = new Seen();

        var turn = await RunAsync(server, seen);

        Assert.Equal("Сейчас напишу 🛒.", turn.Text);
        Assert.Equal(turn.Text, string.Concat(seen.Text));
        Assert.Equal(["write_file", "list_files"], turn.Calls.Select(c => c.Name));
        Assert.Equal("let a = \"1\";\n", ((JsonElement)turn.Calls[0].Arguments!["content"]!).GetString());
        Assert.Equal(
            JsonSerializer.Serialize(new { path = "a.ts", content = "let a = \"1\";\n" }),
            string.Concat(seen.Pieces.Where(p => p.Name == "write_file").Select(p => p.ArgumentsDelta)));
        Assert.Equal(new TurnUsage(100, 0, 20), turn.Usage);
    }

    [Theory]
    [InlineData(401, ErrorCodes.LlmBadKey, 1)]
    [InlineData(402, ErrorCodes.LlmQuota, 1)]
    [InlineData(404, ErrorCodes.LlmModelNotFound, 1)]
    [InlineData(413, ErrorCodes.LlmContextTooLong, 1)]
    [InlineData(429, ErrorCodes.LlmRateLimited, 3)]
    [InlineData(500, ErrorCodes.LlmOverloaded, 3)]
    [InlineData(503, ErrorCodes.LlmOverloaded, 3)]
    public async Task A_refusal_is_typed_and_tried_again_only_when_that_can_help(int status, string code, int attempts)
    {
        await using var server = await FakeOpenAI.StartAsync(_ => FakeReply.Status(status));

        var failure = (await Assert.ThrowsAsync<LlmException>(() => RunAsync(server))).Failure;

        Assert.Equal((code, attempts), (failure.Code, server.Requests.Count));
        Assert.DoesNotContain("sk-planted", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credit_is_told_from_too_many_calls()
    {
        await using var server = await FakeOpenAI.StartAsync(_ => FakeReply.Status(429, """{"error":{"message":"You exceeded your quota","code":"insufficient_quota"}}"""));

        Assert.Equal(ErrorCodes.LlmQuota, (await Assert.ThrowsAsync<LlmException>(() => RunAsync(server))).Failure.Code);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_is_not_the_protocol_is_said_so()
    {
        await using var server = await FakeOpenAI.StartAsync(_ => FakeReply.Garbage());

        var failure = (await Assert.ThrowsAsync<LlmException>(() => RunAsync(server))).Failure;

        Assert.Contains(failure.Code, new[] { ErrorCodes.LlmProtocol, ErrorCodes.LlmOverloaded });
    }

    [Fact]
    public async Task A_cut_stream_starts_the_turn_again_and_leaves_nothing_of_the_first()
    {
        await using var server = await FakeOpenAI.StartAsync(FakeOpenAI.Script(FakeReply.Cut("Half an ans"), FakeReply.Says("Whole.")));

        Assert.Equal("Whole.", (await RunAsync(server)).Text);
    }

    [Fact]
    public async Task A_silent_stream_starts_the_turn_again()
    {
        await using var server = await FakeOpenAI.StartAsync(FakeOpenAI.Script(FakeReply.Stalls("Hm"), FakeReply.Says("Whole.")));

        Assert.Equal("Whole.", (await RunAsync(server.BaseUrl, new Seen(), Token, TimeSpan.FromMilliseconds(300))).Text);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_said_so()
    {
        var server = await FakeOpenAI.StartAsync();
        var baseUrl = server.BaseUrl;
        await server.DisposeAsync();

        var failure = (await Assert.ThrowsAsync<LlmException>(() => RunAsync(baseUrl, new Seen(), Token))).Failure;

        Assert.Equal(ErrorCodes.LlmUnreachable, failure.Code);
    }

    [Fact]
    public async Task Cancelling_ends_a_turn_that_streams()
    {
        await using var server = await FakeOpenAI.StartAsync(_ => FakeReply.Stalls("Thinking"));
        using var cancel = new CancellationTokenSource();
        var seen = new Seen { OnText = cancel.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(server.BaseUrl, seen, cancel.Token));
    }

    private static Task<ModelTurn> RunAsync(FakeOpenAI server, Seen? seen = null) => RunAsync(server.BaseUrl, seen ?? new Seen(), Token);

    private static async Task<ModelTurn> RunAsync(string baseUrl, Seen seen, CancellationToken cancellationToken, TimeSpan? stallTimeout = null)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(baseUrl), RetryPolicy = new ClientRetryPolicy(0) };
        var client = new OpenAIClient(new ApiKeyCredential("sk-planted"), options).GetChatClient("fake-model").AsIChatClient();
        var model = new ChatModel(new ToolCallDeltaChatClient(client), "custom", "fake-model");
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var turns = new ModelTurns(
            Options.Create(new LlmOptions { MaxAttempts = 3, RetryDelay = TimeSpan.FromMilliseconds(1), StallTimeout = stallTimeout ?? TimeSpan.FromSeconds(30) }),
            TimeProvider.System, new LlmMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger<ModelTurns>.Instance);
        return await turns.RunAsync(model, [new ChatMessage(ChatRole.User, "hi")], new ChatOptions(), seen, cancellationToken);
    }

    private sealed class Seen : ITurnObserver
    {
        public ConcurrentQueue<string> Text { get; } = new();

        public ConcurrentQueue<ToolCallDeltaContent> Pieces { get; } = new();

        public Action? OnText { get; init; }

        public ValueTask TextAsync(Guid messageId, string delta, CancellationToken cancellationToken)
        {
            Text.Enqueue(delta);
            OnText?.Invoke();
            return ValueTask.CompletedTask;
        }

        public ValueTask ToolCallAsync(ToolCallDeltaContent delta, CancellationToken cancellationToken)
        {
            Pieces.Enqueue(delta);
            return ValueTask.CompletedTask;
        }
    }
}
