using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>Speaks Anthropic's messages (https://platform.claude.com/docs/en/build-with-claude/streaming).</summary>
internal sealed class FakeAnthropic : FakeProvider
{
    public override string BaseUrl => Address;

    protected override string StreamType => "text/event-stream";

    public static Task<FakeAnthropic> StartAsync(Func<JsonNode, FakeReply>? answer = null) => StartAsync(new FakeAnthropic(), answer);

    protected override void Map(WebApplication app)
    {
        app.MapGet("/v1/models", ListModels);
        app.MapPost("/v1/messages", ChatAsync);
    }

    protected override async Task SpeakAsync(HttpContext context, JsonNode request, FakeReply.Completion reply)
    {
        var usage = reply.Usage ?? new FakeUsage(0, 0);
        await StartMessageAsync(context, usage);
        var index = 0;
        if (reply.Thought is { } thought) await ThinkAsync(context, reply, thought, index++);
        if (reply.Text.Length > 0) await SayAsync(context, reply, reply.Text, index++, closed: true);
        var turn = request["messages"]!.AsArray().Count;
        foreach (var (name, arguments) in reply.Asked) await CallAsync(context, reply, index++, $"toolu_{turn}_{index}", name, arguments);
        var reason = reply.Stop switch
        {
            FakeStop.Length => "max_tokens",
            FakeStop.Refusal => "refusal",
            _ => reply.Asked.Count > 0 ? "tool_use" : "end_turn",
        };
        await SendAsync(context, "message_delta", new { delta = new { stop_reason = reason, stop_sequence = (string?)null }, usage = new { output_tokens = usage.Output } });
        await SendAsync(context, "message_stop", new { });
    }

    protected override async Task BeginAsync(HttpContext context, FakeReply.Truncated reply)
    {
        await StartMessageAsync(context, new FakeUsage(1, 1));
        await SayAsync(context, reply, reply.Text, 0, closed: false);
    }

    private IResult ListModels(HttpContext context)
    {
        Note(context);
        return Results.Json(new { data = new[] { new { type = "model", id = "fake-model", display_name = "Fake", created_at = "2026-01-01T00:00:00Z" } }, has_more = false });
    }

    private Task StartMessageAsync(HttpContext context, FakeUsage usage) => SendAsync(context, "message_start", new
    {
        message = new
        {
            id = "msg_1", type = "message", role = "assistant", content = Array.Empty<object>(), model = "fake-model", stop_reason = (string?)null, stop_sequence = (string?)null,
            usage = new
            {
                input_tokens = usage.Input - usage.Cached - usage.Written, cache_read_input_tokens = usage.Cached, cache_creation_input_tokens = usage.Written, output_tokens = 1,
            },
        },
    });

    private async Task SayAsync(HttpContext context, FakeReply reply, string text, int index, bool closed)
    {
        await SendAsync(context, "content_block_start", new { index, content_block = new { type = "text", text = "" } });
        await SendAsync(context, "ping", new { });
        foreach (var piece in reply.Pieces(text))
            await SendAsync(context, "content_block_delta", new { index, delta = new { type = "text_delta", text = piece } });
        if (closed) await SendAsync(context, "content_block_stop", new { index });
    }

    private async Task ThinkAsync(HttpContext context, FakeReply reply, (string Text, string Signature) thought, int index)
    {
        await SendAsync(context, "content_block_start", new { index, content_block = new { type = "thinking", thinking = "", signature = "" } });
        foreach (var piece in reply.Pieces(thought.Text))
            await SendAsync(context, "content_block_delta", new { index, delta = new { type = "thinking_delta", thinking = piece } });
        await SendAsync(context, "content_block_delta", new { index, delta = new { type = "signature_delta", signature = thought.Signature } });
        await SendAsync(context, "content_block_stop", new { index });
    }

    private async Task CallAsync(HttpContext context, FakeReply reply, int index, string id, string name, string arguments)
    {
        await SendAsync(context, "content_block_start", new { index, content_block = new { type = "tool_use", id, name, input = new { } } });
        foreach (var piece in reply.ArgumentPieces(arguments))
            await SendAsync(context, "content_block_delta", new { index, delta = new { type = "input_json_delta", partial_json = piece } });
        await SendAsync(context, "content_block_stop", new { index });
    }

    private Task SendAsync(HttpContext context, string type, object data)
    {
        var json = JsonSerializer.SerializeToNode(data)!.AsObject();
        json["type"] = type;
        return WriteAsync(context, $"event: {type}\ndata: {json.ToJsonString()}\n\n");
    }
}
