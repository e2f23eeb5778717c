using System.Text.Json.Nodes;
using Samokoder.AgentService.Llm;
using Samokoder.Contracts;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm.Providers;

/// <summary>What the providers have in common that speak OpenAI's protocol.</summary>
public abstract class OpenAIProtocolTests : ProviderConformance
{
    private protected override async Task<FakeProvider> StartAsync(Func<JsonNode, FakeReply> answer) => await FakeOpenAI.StartAsync(answer);

    private protected override string? ImageIn(JsonNode request) =>
        request["messages"]!.AsArray()[^1]!["content"]!.AsArray().Select(p => (string?)p!["image_url"]?["url"]).Last()?.Split("base64,")[1];

    private protected override IEnumerable<string?> ResultsIn(JsonNode request) =>
        request["messages"]!.AsArray().Where(m => (string?)m!["role"] == "tool").Select(m => (string?)m!["content"]);

    [Fact]
    public async Task A_refusal_is_said_so()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("") with { Stop = FakeStop.Refusal });

        var failure = (await Assert.ThrowsAsync<LlmException>(() => new ProviderCall(Provider, server).RunAsync())).Failure;

        Assert.Equal((ErrorCodes.LlmRefused, false), (failure.Code, failure.OtherModelMayHelp));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Cached_input_is_counted()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("Yes.") with { Usage = new FakeUsage(1_000, 10, Cached: 900) });

        Assert.Equal(new TurnUsage(1_000, 900, 10), (await new ProviderCall(Provider, server).RunAsync()).Usage);
    }

    [Fact]
    public async Task A_call_that_the_limit_cut_is_an_error_for_the_model_and_not_half_done()
    {
        await using var server = await StartAsync(_ => FakeReply.CallsRaw("write_file", """{"path":"a.ts","content":"let a""") with { Stop = FakeStop.Length });

        var turn = await new ProviderCall(Provider, server).RunAsync();

        Assert.True(turn.Truncated);
        Assert.NotNull(Assert.Single(turn.Calls).Exception);
    }
}

public sealed class OpenAITests : OpenAIProtocolTests
{
    private protected override string Provider => "openai";

    private protected override IEnumerable<ProviderError> OwnErrors =>
    [
        new(429, Json(new { error = new { message = $"You exceeded your current quota {Key}", type = "insufficient_quota", code = "insufficient_quota" } }), ErrorCodes.LlmQuota),
        new(400, Json(new { error = new { message = "This model's maximum context length is 128000 tokens.", code = "context_length_exceeded" } }), ErrorCodes.LlmContextTooLong),
        new(400, Json(new { error = new { message = "Your request was flagged", code = "content_policy_violation" } }), ErrorCodes.LlmRefused),
        new(404, Json(new { error = new { message = "The model `x` does not exist", code = "model_not_found" } }), ErrorCodes.LlmModelNotFound),
    ];
}

public sealed class CustomServerTests : OpenAIProtocolTests
{
    private protected override string Provider => "custom";

    private protected override IEnumerable<ProviderError> OwnErrors =>
    [
        new(400, Json(new { detail = "Input is too long for this server" }), ErrorCodes.LlmContextTooLong),
        new(400, Json(new { detail = "unknown field" }), ErrorCodes.LlmProtocol),
    ];
}

public sealed class GroqTests : OpenAIProtocolTests
{
    private protected override string Provider => "groq";

    private protected override IEnumerable<ProviderError> OwnErrors =>
    [
        new(413, Json(new { error = new { message = $"Request too large for model in organization {Key}", code = "rate_limit_exceeded" } }), ErrorCodes.LlmContextTooLong),
        new(400, Json(new { error = new { message = "The model has been decommissioned", code = "model_decommissioned" } }), ErrorCodes.LlmModelNotFound),
        new(400, Json(new { error = new { message = "Please reduce the length of the messages or completion.", code = "context_length_exceeded" } }), ErrorCodes.LlmContextTooLong),
    ];
}

public sealed class OpenRouterTests : OpenAIProtocolTests
{
    private protected override string Provider => "openrouter";

    private protected override IEnumerable<ProviderError> OwnErrors =>
    [
        new(402, Json(new { error = new { code = 402, message = "This request requires more credits" } }), ErrorCodes.LlmQuota),
        new(403, Json(new { error = new { code = 403, message = "Input was flagged by moderation" } }), ErrorCodes.LlmRefused),
        new(400, Json(new { error = new { code = 400, message = "x/y is not a valid model ID" } }), ErrorCodes.LlmModelNotFound),
        new(404, Json(new { error = new { code = 404, message = "No endpoints found for x/y." } }), ErrorCodes.LlmModelNotFound),
    ];
}
