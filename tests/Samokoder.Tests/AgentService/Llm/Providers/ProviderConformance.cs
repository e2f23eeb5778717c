using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm;
using Samokoder.Contracts;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm.Providers;

/// <summary>What every provider must do, against a server that speaks its protocol over a socket.</summary>
public abstract class ProviderConformance
{
    internal const string Key = "sk-planted-5c1f9d2b77aa4e0c";

    private const string Code = "let смета = \"1\\\\2\";\n\tconst 🛒 = `</tag>`;\n";

    private static readonly byte[] Picture = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>As in the ids of models.</summary>
    private protected abstract string Provider { get; }

    /// <summary>Calls come while they are written, not only whole.</summary>
    private protected virtual bool StreamsCalls => true;

    private protected abstract Task<FakeProvider> StartAsync(Func<JsonNode, FakeReply> answer);

    /// <summary>Base64 of the image in the request's last message.</summary>
    private protected abstract string? ImageIn(JsonNode request);

    /// <summary>What the request says a tool answered, in order.</summary>
    private protected abstract IEnumerable<string?> ResultsIn(JsonNode request);

    /// <summary>How the provider words its errors; each text repeats the key, as real ones do.</summary>
    private protected abstract IEnumerable<ProviderError> OwnErrors { get; }

    [Theory]
    [InlineData(0, 11)]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(7, 64)]
    public async Task Text_and_parallel_calls_arrive_whole_wherever_the_stream_is_split(int chunkBytes, int pieceSize)
    {
        var reply = FakeReply.Calls("Сейчас напишу 🛒.", ("write_file", new { path = "a.ts", content = Code }), ("list_files", new { path = "" })) with { PieceSize = pieceSize };
        await using var server = await StartAsync(_ => reply);
        server.ChunkBytes = chunkBytes;
        var call = new ProviderCall(Provider, server);

        var turn = await call.RunAsync();

        Assert.Equal("Сейчас напишу 🛒.", turn.Text);
        Assert.Equal(turn.Text, string.Concat(call.Text));
        Assert.Equal(["write_file", "list_files"], turn.Calls.Select(c => c.Name));
        Assert.Equal(Code, ((JsonElement)turn.Calls[0].Arguments!["content"]!).GetString());
        Assert.Equal(2, turn.Calls.Select(c => c.CallId).Distinct(StringComparer.Ordinal).Count());
        Assert.False(turn.Truncated);
        if (!StreamsCalls) return;
        var pieces = call.Pieces.Where(p => p.CallId == turn.Calls[0].CallId).ToList();
        Assert.All(pieces, p => Assert.Equal("write_file", p.Name));
        Assert.Equal(Code, JsonNode.Parse(string.Concat(pieces.Select(p => p.ArgumentsDelta)))!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_conversation_reaches_the_provider_with_tools_results_and_images()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("I see."));
        ChatMessage[] messages =
        [
            new(ChatRole.System, "You write apps."), new(ChatRole.User, "Look around."),
            new(ChatRole.Assistant, [new TextContent("Looking."), Call("c1", "a.ts"), Call("c2", "b.ts")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", Code)]), new(ChatRole.Tool, [new FunctionResultContent("c2", "error: no such file")]),
            new(ChatRole.User, [new TextContent("It should look so:"), new DataContent(Picture, "image/png")]),
        ];

        await new ProviderCall(Provider, server).RunAsync(messages);

        var request = Assert.Single(server.Requests);
        Assert.Equal([Code, "error: no such file"], ResultsIn(request));
        Assert.Equal(Convert.ToBase64String(Picture), ImageIn(request));
        Assert.Equal("fake-model", (string?)request["model"]);
        Assert.Contains("You write apps.", request.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["read_file", "write_file", "list_files"], request["tools"]!.AsArray().Select(t => (string?)(t!["name"] ?? t["function"]!["name"])));
        Assert.Equal($"Bearer {Key}", Assert.Single(server.Authorizations));
    }

    [Fact]
    public async Task Usage_is_the_provider_s_and_an_estimate_where_it_sends_none()
    {
        await using var server = await StartAsync(FakeProvider.Script(
            FakeReply.Says("Yes.") with { Usage = new FakeUsage(1_234, 56) }, FakeReply.Says("Yes.") with { Usage = null }));
        var call = new ProviderCall(Provider, server);

        Assert.Equal(new TurnUsage(1_234, 0, 56), (await call.RunAsync()).Usage);
        var estimated = (await call.RunAsync()).Usage;

        Assert.True(estimated.Estimated);
        Assert.InRange(estimated.InputTokens, 60, 400);
        Assert.InRange(estimated.OutputTokens, 2, 20);
    }

    [Fact]
    public async Task An_answer_that_ends_at_the_limit_says_so()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("And then the") with { Stop = FakeStop.Length });

        var turn = await new ProviderCall(Provider, server).RunAsync();

        Assert.True(turn.Truncated);
        Assert.Equal("And then the", turn.Text);
    }

    [Fact]
    public async Task Every_error_is_typed_tried_again_only_when_that_can_help_and_tells_no_key()
    {
        foreach (var error in (IEnumerable<ProviderError>)[.. CommonErrors, .. OwnErrors])
        {
            await using var server = await StartAsync(_ => FakeReply.Status(error.Status, error.Body));
            var call = new ProviderCall(Provider, server);

            var exception = await Assert.ThrowsAsync<LlmException>(() => call.RunAsync());

            Assert.Equal((error.Body, error.Code, error.Again ? 3 : 1), (error.Body, exception.Failure.Code, server.Requests.Count));
            Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Key, exception.Failure.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain(call.Logs.Lines, line => line.Contains(Key, StringComparison.Ordinal));
            Assert.EndsWith(".", exception.Failure.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_provider_that_asks_to_wait_is_waited_for()
    {
        await using var server = await StartAsync(FakeProvider.Script(FakeReply.Status(429, "{}", retryAfter: "7"), FakeReply.Says("Now.")));
        var call = new ProviderCall(Provider, server);

        Assert.Equal("Now.", (await call.RunAsync()).Text);

        Assert.InRange(Assert.Single(call.Delays), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task One_that_asks_to_wait_too_long_is_not_waited_for()
    {
        await using var server = await StartAsync(_ => FakeReply.Status(429, "{}", retryAfter: "3600"));
        var call = new ProviderCall(Provider, server);

        var failure = (await Assert.ThrowsAsync<LlmException>(() => call.RunAsync())).Failure;

        Assert.Equal((ErrorCodes.LlmRateLimited, true), (failure.Code, failure.OtherModelMayHelp));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<html>It works!</html>")]
    [InlineData("""{"unexpected":true}""")]
    [InlineData("data: {\"broken\n\n")]
    [InlineData("")]
    public async Task What_is_not_the_protocol_is_said_so(string body)
    {
        await using var server = await StartAsync(_ => FakeReply.Garbage(body));

        var failure = (await Assert.ThrowsAsync<LlmException>(() => new ProviderCall(Provider, server).RunAsync())).Failure;

        Assert.Contains(failure.Code, new[] { ErrorCodes.LlmProtocol, ErrorCodes.LlmOverloaded });
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_cut_stream_starts_the_turn_again_and_leaves_nothing_of_the_first()
    {
        await using var server = await StartAsync(FakeProvider.Script(FakeReply.Cut("Half an ans"), FakeReply.Says("Whole.")));

        Assert.Equal("Whole.", (await new ProviderCall(Provider, server).RunAsync()).Text);
    }

    [Fact]
    public async Task A_stream_that_falls_silent_starts_the_turn_again()
    {
        await using var server = await StartAsync(FakeProvider.Script(FakeReply.Stalls("Hm, let me think"), FakeReply.Says("Whole.")));
        var call = new ProviderCall(Provider, server, o => o.StallTimeout = TimeSpan.FromMilliseconds(300));

        Assert.Equal("Whole.", (await call.RunAsync()).Text);
    }

    [Fact]
    public async Task A_provider_that_never_begins_starts_the_turn_again()
    {
        await using var server = await StartAsync(FakeProvider.Script(FakeReply.Says("Late.").After(Task.Delay(Timeout.Infinite, Token)), FakeReply.Says("Whole.")));
        var call = new ProviderCall(Provider, server, o => o.FirstTokenTimeout = TimeSpan.FromMilliseconds(500));

        Assert.Equal("Whole.", (await call.RunAsync()).Text);
    }

    [Fact]
    public async Task A_provider_that_is_not_there_is_said_so()
    {
        var server = await StartAsync(_ => FakeReply.Says("never"));
        var call = new ProviderCall(Provider, server);
        await server.DisposeAsync();

        var failure = (await Assert.ThrowsAsync<LlmException>(() => call.RunAsync())).Failure;

        Assert.Equal(ErrorCodes.LlmUnreachable, failure.Code);
    }

    [Fact]
    public async Task A_private_address_is_refused_where_the_installation_says_so()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("never"));

        var failure = (await Assert.ThrowsAsync<LlmException>(() => new ProviderCall(Provider, server, allowPrivate: false).RunAsync())).Failure;

        Assert.Equal(ErrorCodes.LlmUnreachable, failure.Code);
        Assert.Contains("AllowPrivateEndpoints", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_a_turn_that_streams()
    {
        await using var server = await StartAsync(_ => FakeReply.Stalls("Thinking it over"));
        using var cancel = new CancellationTokenSource();
        var call = new ProviderCall(Provider, server) { OnText = cancel.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.RunAsync(cancellationToken: cancel.Token));
        Assert.Single(server.Requests);
    }

    private protected static string Json(object error) => JsonSerializer.Serialize(error);

    private static IEnumerable<ProviderError> CommonErrors =>
    [
        new(401, Json(new { error = new { message = $"Incorrect API key provided: {Key}" } }), ErrorCodes.LlmBadKey),
        new(403, Json(new { error = new { message = $"{Key} may not do this" } }), ErrorCodes.LlmBadKey),
        new(402, Json(new { error = new { message = $"Insufficient credits of {Key}" } }), ErrorCodes.LlmQuota),
        new(404, Json(new { error = new { message = $"not found {Key}" } }), ErrorCodes.LlmModelNotFound),
        new(413, $"too large {Key}", ErrorCodes.LlmContextTooLong),
        new(429, Json(new { error = new { message = $"slow down {Key}" } }), ErrorCodes.LlmRateLimited, Again: true),
        new(500, $"oops {Key}", ErrorCodes.LlmOverloaded, Again: true),
        new(502, "<html>Bad gateway</html>", ErrorCodes.LlmOverloaded, Again: true),
        new(503, "", ErrorCodes.LlmOverloaded, Again: true),
        new(529, Json(new { type = "error", error = new { type = "overloaded_error", message = Key } }), ErrorCodes.LlmOverloaded, Again: true),
        new(302, "", ErrorCodes.LlmProtocol),
        new(418, "teapot", ErrorCodes.LlmProtocol),
    ];

    private static FunctionCallContent Call(string id, string path) =>
        new(id, "read_file", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = path });
}

/// <param name="Again">It may pass: the turn is tried again.</param>
internal sealed record ProviderError(int Status, string Body, string Code, bool Again = false);
