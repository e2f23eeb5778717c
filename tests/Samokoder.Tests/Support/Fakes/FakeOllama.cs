using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>Speaks Ollama's own chat (https://docs.ollama.com/api/chat): lines of JSON, and calls only whole.</summary>
internal sealed class FakeOllama : FakeProvider
{
    public override string BaseUrl => Address;

    protected override string StreamType => "application/x-ndjson";

    public static Task<FakeOllama> StartAsync(Func<JsonNode, FakeReply>? answer = null) => StartAsync(new FakeOllama(), answer);

    protected override void Map(WebApplication app)
    {
        app.MapGet("/api/tags", ListModels);
        app.MapPost("/api/chat", ChatAsync);
    }

    protected override async Task SpeakAsync(HttpContext context, JsonNode request, FakeReply.Completion reply)
    {
        await SayAsync(context, reply, reply.Text);
        if (reply.Asked.Count > 0)
            await SendAsync(context, new
            {
                role = "assistant", content = "",
                tool_calls = reply.Asked.Select(c => new { function = new { name = c.Name, arguments = JsonNode.Parse(c.Arguments) } }),
            });
        var end = Line(new { role = "assistant", content = "" });
        end["done"] = true;
        end["done_reason"] = reply.Stop == FakeStop.Length ? "length" : "stop";
        if (reply.Usage is { } usage) (end["prompt_eval_count"], end["eval_count"]) = (usage.Input, usage.Output);
        await WriteAsync(context, $"{end.ToJsonString()}\n");
    }

    protected override Task BeginAsync(HttpContext context, FakeReply.Truncated reply) => SayAsync(context, reply, reply.Text);

    private IResult ListModels(HttpContext context)
    {
        Note(context);
        return Results.Json(new { models = new[] { new { name = "fake-model", model = "fake-model", size = 1 } } });
    }

    private async Task SayAsync(HttpContext context, FakeReply reply, string text)
    {
        foreach (var piece in reply.Pieces(text)) await SendAsync(context, new { role = "assistant", content = piece });
    }

    private Task SendAsync(HttpContext context, object message) => WriteAsync(context, $"{Line(message).ToJsonString()}\n");

    private static JsonObject Line(object message) => new()
    {
        ["model"] = "fake-model", ["created_at"] = "2026-11-01T00:00:00Z", ["message"] = JsonSerializer.SerializeToNode(message), ["done"] = false,
    };
}
