using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm;
using Samokoder.Contracts;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm.Providers;

public sealed class AnthropicTests : ProviderConformance
{
    private protected override string Provider => "anthropic";

    private protected override IEnumerable<ProviderError> OwnErrors =>
    [
        new(400, Error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"), ErrorCodes.LlmContextTooLong),
        new(400, Error("invalid_request_error", $"Your credit balance is too low to access the API. {Key}"), ErrorCodes.LlmQuota),
        new(404, Error("not_found_error", "model: claude-x"), ErrorCodes.LlmModelNotFound),
        new(401, Error("authentication_error", $"invalid x-api-key {Key}"), ErrorCodes.LlmBadKey),
        new(413, Error("request_too_large", "Request exceeds the maximum size"), ErrorCodes.LlmContextTooLong),
    ];

    private protected override async Task<FakeProvider> StartAsync(Func<JsonNode, FakeReply> answer) => await FakeAnthropic.StartAsync(answer);

    private protected override string? ImageIn(JsonNode request) =>
        request["messages"]!.AsArray()[^1]!["content"]!.AsArray().Select(p => (string?)p!["source"]?["data"]).Last();

    private protected override IEnumerable<string?> ResultsIn(JsonNode request) =>
        Blocks(request).Where(b => (string?)b["type"] == "tool_result").Select(b => b["content"] is JsonArray parts ? (string?)parts[0]!["text"] : (string?)b["content"]);

    [Fact]
    public async Task A_refusal_is_said_so()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("I ca") with { Stop = FakeStop.Refusal });

        var failure = (await Assert.ThrowsAsync<LlmException>(() => new ProviderCall(Provider, server).RunAsync())).Failure;

        Assert.Equal(ErrorCodes.LlmRefused, failure.Code);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("overloaded_error", ErrorCodes.LlmOverloaded, 3)]
    [InlineData("api_error", ErrorCodes.LlmOverloaded, 3)]
    [InlineData("rate_limit_error", ErrorCodes.LlmRateLimited, 3)]
    [InlineData("authentication_error", ErrorCodes.LlmBadKey, 1)]
    public async Task An_error_inside_the_stream_is_typed_as_one_before_it(string type, string code, int attempts)
    {
        await using var server = await StartAsync(_ => FakeReply.Garbage($"event: error\ndata: {Error(type, Key)}\n\n"));

        var exception = await Assert.ThrowsAsync<LlmException>(() => new ProviderCall(Provider, server).RunAsync());

        Assert.Equal((code, attempts), (exception.Failure.Code, server.Requests.Count));
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_system_and_the_moving_end_of_the_conversation_are_marked_for_the_cache()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("Yes."));
        var messages = new List<ChatMessage> { new(ChatRole.System, "You write apps."), new(ChatRole.User, "A list.") };
        var call = new ProviderCall(Provider, server);

        await call.RunAsync(messages);
        messages.Add(new(ChatRole.Assistant, [Call("c1"), Call("c2")]));
        messages.AddRange([Result("c1"), Result("c2")]);
        await call.RunAsync(messages);
        messages.Add(new(ChatRole.Assistant, [Call("c3")]));
        messages.Add(Result("c3"));
        await call.RunAsync(messages);

        Assert.Equal(["A list."], MarkedIn(server.Requests[0]));
        Assert.Equal(["A list.", "result of c2"], MarkedIn(server.Requests[1]));
        Assert.Equal(["result of c2", "result of c3"], MarkedIn(server.Requests[2]));
        Assert.All(server.Requests, request =>
        {
            Assert.Equal([false, false, true], request["tools"]!.AsArray().Select(t => t!["cache_control"] is not null));
            Assert.Equal("ephemeral", (string?)request["system"]!.AsArray()[^1]!["cache_control"]!["type"]);
        });
    }

    [Fact]
    public async Task What_is_read_from_and_written_to_the_cache_is_counted_and_priced()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("Yes.") with { Usage = new FakeUsage(10_000, 100, Cached: 8_000, Written: 1_500) });

        var usage = (await new ProviderCall(Provider, server).RunAsync()).Usage;

        Assert.Equal(new TurnUsage(10_000, 8_000, 100, CacheWriteTokens: 1_500), usage);
        var sonnet = Samokoder.Data.Models.ModelCatalogue.Find("anthropic/claude-sonnet-5-5")!;
        var cost = new ChatModel(null!, "anthropic", "claude-sonnet-5-5", sonnet).CostOf(usage);
        // 500 at $2, 8,000 at a tenth, 1,500 at five quarters, 100 at $10 a million.
        Assert.Equal((500 * 2m + 8_000 * 0.2m + 1_500 * 2.5m + 100 * 10m) / 1_000_000, cost);
    }

    [Fact]
    public async Task Each_request_names_how_much_the_model_may_write()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("Yes."));

        await new ProviderCall(Provider, server).RunAsync();
        await new ProviderCall(Provider, server, model: "claude-opus-5-5").RunAsync();

        Assert.Equal([32_000, 128_000], server.Requests.Select(r => (int)r["max_tokens"]!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Thoughts_come_whole_with_their_signatures_and_go_back_before_the_calls(int chunkBytes)
    {
        await using var server = await StartAsync(_ => FakeReply.Calls("I look.", ("read_file", new { path = "a.ts" })) with { Thought = ("Сначала файл. 🛒", "c2lnbmF0dXJl") });
        server.ChunkBytes = chunkBytes;
        var call = new ProviderCall(Provider, server);

        var turn = await call.RunAsync();
        var thought = Assert.Single(turn.Thoughts);
        Assert.Equal(("Сначала файл. 🛒", "c2lnbmF0dXJl"), (thought.Text, thought.ProtectedData));
        Assert.Equal("I look.", string.Concat(call.Text));
        await call.RunAsync([
            new(ChatRole.User, "Look around."), new(ChatRole.Assistant, [thought, new TextContent(turn.Text), .. turn.Calls]),
            new(ChatRole.Tool, [new FunctionResultContent(turn.Calls[0].CallId, "let a = 1")])]);

        var blocks = server.Requests[1]["messages"]!.AsArray()[1]!["content"]!.AsArray();
        Assert.Equal(["thinking", "text", "tool_use"], blocks.Select(b => (string?)b!["type"]));
        Assert.Equal(("Сначала файл. 🛒", "c2lnbmF0dXJl"), ((string?)blocks[0]!["thinking"], (string?)blocks[0]!["signature"]));
    }

    private static string Error(string type, string message) => Json(new { type = "error", error = new { type, message } });

    private static IEnumerable<string?> MarkedIn(JsonNode request) => Blocks(request).Where(b => b["cache_control"] is not null)
        .Select(b => (string?)b["text"] ?? (b["content"] is JsonArray parts ? (string?)parts[0]!["text"] : (string?)b["content"]));

    private static IEnumerable<JsonNode> Blocks(JsonNode request) => request["messages"]!.AsArray().SelectMany(m =>
        m!["content"] is JsonArray blocks ? blocks.Select(b => b!) : [new JsonObject { ["type"] = "text", ["text"] = (string?)m["content"] }]);

    private static FunctionCallContent Call(string id) => new(id, "read_file", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = id });

    private static ChatMessage Result(string id) => new(ChatRole.Tool, [new FunctionResultContent(id, $"result of {id}")]);
}
