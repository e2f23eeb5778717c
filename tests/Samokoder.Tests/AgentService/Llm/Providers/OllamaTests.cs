using System.Text.Json.Nodes;
using Samokoder.Contracts;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm.Providers;

public sealed class OllamaTests : ProviderConformance
{
    private protected override string Provider => "ollama";

    private protected override bool StreamsCalls => false;

    private protected override IEnumerable<ProviderError> OwnErrors =>
    [
        new(404, Json(new { error = "model 'x' not found" }), ErrorCodes.LlmModelNotFound),
        new(500, Json(new { error = "model requires more system memory than is available" }), ErrorCodes.LlmOverloaded, Again: true),
    ];

    private protected override async Task<FakeProvider> StartAsync(Func<JsonNode, FakeReply> answer) => await FakeOllama.StartAsync(answer);

    private protected override string? ImageIn(JsonNode request) => (string?)request["messages"]!.AsArray()[^1]!["images"]?[0];

    private protected override IEnumerable<string?> ResultsIn(JsonNode request) =>
        request["messages"]!.AsArray().Where(m => (string?)m!["role"] == "tool").Select(m => (string?)m!["content"]);

    [Fact]
    public async Task The_server_is_asked_for_a_context_that_holds_a_run()
    {
        await using var server = await StartAsync(_ => FakeReply.Says("Yes."));

        await new ProviderCall(Provider, server).RunAsync();
        await new ProviderCall(Provider, server, o => o.OllamaContextTokens = 65_536).RunAsync();

        Assert.Equal([32_768, 65_536], server.Requests.Select(r => (int)r["options"]!["num_ctx"]!));
    }

    [Fact]
    public async Task An_error_inside_the_stream_starts_the_turn_again()
    {
        await using var server = await StartAsync(FakeProvider.Script(
            FakeReply.Garbage("{\"error\":\"an error was encountered while running the model\"}\n"), FakeReply.Says("Whole.")));

        Assert.Equal("Whole.", (await new ProviderCall(Provider, server).RunAsync()).Text);
        Assert.Equal(2, server.Requests.Count);
    }
}
