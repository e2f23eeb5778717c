using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>Speaks OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat), as Groq and OpenRouter do too.</summary>
internal sealed class FakeOpenAI : FakeProvider
{
    /// <summary>With /v1, as a user would enter it.</summary>
    public override string BaseUrl => $"{Address}/v1";

    protected override string StreamType => "text/event-stream";

    public static Task<FakeOpenAI> StartAsync(Func<JsonNode, FakeReply>? answer = null) => StartAsync(new FakeOpenAI(), answer);

    protected override void Map(WebApplication app)
    {
        app.MapGet("/v1/models", ListModels);
        app.MapPost("/v1/chat/completions", ChatAsync);
    }

    protected override async Task SpeakAsync(HttpContext context, JsonNode request, FakeReply.Completion reply)
    {
        await SayAsync(context, reply, reply.Text);
        var turn = request["messages"]!.AsArray().Count;
        for (var i = 0; i < reply.Asked.Count; i++) await CallAsync(context, reply, i, $"call_{turn}_{i}");
        await SendAsync(context, new { }, reply.Stop switch
        {
            FakeStop.Length => "length",
            FakeStop.Refusal => "content_filter",
            _ => reply.Asked.Count > 0 ? "tool_calls" : "stop",
        });
        if (reply.Usage is { } usage) await SendUsageAsync(context, usage);
        await WriteAsync(context, "data: [DONE]\n\n");
    }

    protected override Task BeginAsync(HttpContext context, FakeReply.Truncated reply) => SayAsync(context, reply, reply.Text);

    private IResult ListModels(HttpContext context)
    {
        Note(context);
        return Results.Json(new { @object = "list", data = new[] { new { id = "fake-model", @object = "model", owned_by = "test" } } });
    }

    private async Task SayAsync(HttpContext context, FakeReply reply, string text)
    {
        foreach (var piece in reply.Pieces(text)) await SendAsync(context, new { role = "assistant", content = piece });
    }

    private async Task CallAsync(HttpContext context, FakeReply.Completion reply, int index, string id)
    {
        var (name, arguments) = reply.Asked[index];
        await SendAsync(context, new { tool_calls = new[] { new { index, id, type = "function", function = new { name, arguments = "" } } } });
        foreach (var piece in reply.ArgumentPieces(arguments))
            await SendAsync(context, new { tool_calls = new[] { new { index, function = new { arguments = piece } } } });
    }

    private Task SendAsync(HttpContext context, object delta, string? finishReason = null) =>
        SendChunkAsync(context, new { choices = new[] { new { index = 0, delta, finish_reason = finishReason } } });

    private Task SendUsageAsync(HttpContext context, FakeUsage usage) => SendChunkAsync(context, new
    {
        choices = Array.Empty<object>(),
        usage = new
        {
            prompt_tokens = usage.Input, completion_tokens = usage.Output, total_tokens = usage.Input + usage.Output,
            prompt_tokens_details = new { cached_tokens = usage.Cached },
        },
    });

    private Task SendChunkAsync(HttpContext context, object rest)
    {
        var chunk = JsonSerializer.SerializeToNode(rest)!.AsObject();
        chunk["id"] = "chatcmpl-1";
        chunk["object"] = "chat.completion.chunk";
        chunk["created"] = 1;
        chunk["model"] = "fake-model";
        return WriteAsync(context, $"data: {chunk.ToJsonString()}\n\n");
    }
}
