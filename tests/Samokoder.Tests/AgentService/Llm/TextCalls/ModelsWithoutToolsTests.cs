using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Samokoder.Tests.AgentService.Llm.Providers;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Llm.TextCalls;

public sealed class ModelsWithoutToolsTests
{
    private const string Call = "Reading.\n\n```tool_call\n{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.ts\"}}\n```";

    [Theory]
    [InlineData("custom", 400, """{"error":{"message":"fake-model does not support tools"}}""")]
    [InlineData("custom", 400, """{"object":"error","message":"\"auto\" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set"}""")]
    [InlineData("ollama", 400, """{"error":"registry.ollama.ai/library/fake-model does not support tools"}""")]
    public async Task A_server_that_takes_no_tools_is_told_of_them_in_words_from_then_on(string provider, int status, string refusal)
    {
        await using FakeProvider server = provider == "ollama" ? await FakeOllama.StartAsync() : await FakeOpenAI.StartAsync();
        server.Answer = request => FakeProvider.ToolsOf(request).Count > 0 ? FakeReply.Status(status, refusal) : FakeReply.Says(Call);
        var call = new ProviderCall(provider, server);

        var turn = await call.RunAsync();
        await call.RunAsync();

        Assert.Equal(("Reading.", "read_file"), (turn.Text, Assert.Single(turn.Calls).Name));
        Assert.Equal([3, 0, 0], server.Requests.Select(r => FakeProvider.ToolsOf(r).Count));
        var system = server.Requests[1]["messages"]![0]!;
        Assert.Equal("system", (string?)system["role"]);
        Assert.All(["```tool_call", "read_file", "write_file", "list_files", "Creates a file."], part => Assert.Contains(part, (string?)system["content"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_and_results_go_back_in_words()
    {
        await using var server = await FakeOpenAI.StartAsync(request =>
            FakeProvider.ToolsOf(request).Count > 0 ? FakeReply.Status(400, "this model does not support tools") : FakeReply.Says("I see."));
        ChatMessage[] messages =
        [
            new(ChatRole.System, "You write apps."), new(ChatRole.User, "Look around."),
            new(ChatRole.Assistant, [new TextContent("Looking."), new FunctionCallContent("c1", "read_file", new Dictionary<string, object?> { ["path"] = "кни\"га.ts" }), new FunctionCallContent("c2", "list_files")]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "let a")]), new(ChatRole.Tool, [new FunctionResultContent("c2", "error: no such folder")]),
        ];

        await new ProviderCall("custom", server).RunAsync(messages);

        var sent = server.Requests[1]["messages"]!.AsArray();
        Assert.Equal(["system", "user", "assistant", "user"], sent.Select(m => (string?)m!["role"]));
        Assert.StartsWith("You write apps.", (string?)sent[0]!["content"], StringComparison.Ordinal);
        Assert.Equal(
            "Looking.\n\n```tool_call\n{\"name\":\"read_file\",\"arguments\":{\"path\":\"кни\\\"га.ts\"}}\n```\n\n```tool_call\n{\"name\":\"list_files\",\"arguments\":{}}\n```",
            TextOf(sent[2]!));
        Assert.Equal(
            "<tool_result name=\"read_file\">\nlet a\n</tool_result>\n<tool_result name=\"list_files\">\nerror: no such folder\n</tool_result>\n", TextOf(sent[3]!));
        Assert.All(sent, m => Assert.Null(m!["tool_calls"]));
    }

    [Fact]
    public async Task A_model_with_tools_that_answers_in_text_is_understood()
    {
        await using var server = await FakeOllama.StartAsync(_ => FakeReply.Says("""{"name": "read_file", "parameters": {"path": "a.ts"}}"""));
        server.ChunkBytes = 1;

        var turn = await new ProviderCall("ollama", server).RunAsync();

        Assert.Equal(("", "read_file"), (turn.Text, Assert.Single(turn.Calls).Name));
        Assert.Equal(3, FakeProvider.ToolsOf(Assert.Single(server.Requests)).Count);
    }

    private static string? TextOf(JsonNode message) => message["content"] is JsonArray parts ? (string?)Assert.Single(parts)!["text"] : (string?)message["content"];
}
