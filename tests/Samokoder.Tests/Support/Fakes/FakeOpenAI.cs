using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>
/// A server that speaks the OpenAI chat completions protocol over a socket (https://platform.openai.com/docs/api-reference/chat): the
/// model list, and streamed answers with text, tool calls in small pieces, usage, and everything that can go wrong.
/// </summary>
internal sealed class FakeOpenAI : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonNode> _requests = new();
    private readonly ConcurrentQueue<string> _authorizations = new();

    private FakeOpenAI(WebApplication app) => _app = app;

    /// <summary>Decides the answer to a request; its <c>messages</c> are the conversation so far.</summary>
    public Func<JsonNode, FakeReply> Answer { get; set; } = _ => FakeReply.Says("Nothing was scripted.");

    /// <summary>With /v1, as a user would enter it.</summary>
    public string BaseUrl => $"{_app.Urls.First()}/v1";

    public IReadOnlyList<JsonNode> Requests => [.. _requests];

    public IReadOnlyList<string> Authorizations => [.. _authorizations];

    public static async Task<FakeOpenAI> StartAsync(Func<JsonNode, FakeReply>? answer = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var fake = new FakeOpenAI(builder.Build());
        if (answer is not null) fake.Answer = answer;
        fake._app.UseRouting();
        fake._app.MapGet("/v1/models", fake.ListModels);
        fake._app.MapPost("/v1/chat/completions", fake.CompleteAsync);
        await fake._app.StartAsync();
        return fake;
    }

    /// <summary>
    /// Answers the n-th request with the n-th reply, and the last one from then on. An analyst is told that the request is small, and does not count: the
    /// replies are the coder's.
    /// </summary>
    public static Func<JsonNode, FakeReply> Script(params FakeReply[] replies)
    {
        var next = -1;
        return request => FakeReply.SmallRequest(request) ?? replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)];
    }

    /// <summary>The names of the tools that a request offers.</summary>
    public static IReadOnlyList<string> ToolsOf(JsonNode request) => [.. request["tools"]?.AsArray().Select(t => (string)t!["function"]!["name"]!) ?? []];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult ListModels(HttpContext context)
    {
        _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        return Results.Json(new { @object = "list", data = new[] { new { id = "fake-model", @object = "model", owned_by = "test" } } });
    }

    private async Task CompleteAsync(HttpContext context)
    {
        _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        _requests.Enqueue(request);
        await Answer(request).WriteAsync(context, request);
    }
}

/// <summary>One answer of the fake.</summary>
internal abstract record FakeReply
{
    public static FakeReply Says(string text) => new Completion(text, []);

    public static FakeReply Calls(string text, params (string Name, object Arguments)[] calls) =>
        new Completion(text, [.. calls.Select(c => (c.Name, JsonSerializer.Serialize(c.Arguments, JsonSerializerOptions.Web)))]);

    /// <summary>Arguments as the model "wrote" them, valid or not.</summary>
    public static FakeReply CallsRaw(string name, string arguments) => new Completion("", [(name, arguments)]);

    /// <summary>The answer of an analyst who leaves everything to the coder; null when the request is not the analyst's.</summary>
    public static FakeReply? SmallRequest(JsonNode request) => FakeOpenAI.ToolsOf(request).Contains("submit_analysis")
        ? Calls("", ("submit_analysis", new { size = "small", summary = "What is asked.", requirements = new[] { "What is asked." } }))
        : null;

    public static FakeReply Status(int status, string body = """{"error":{"message":"no","type":"test"}}""", string? retryAfter = null) =>
        new Refusal(status, body, retryAfter);

    /// <summary>Status 200 with a body that is no stream of the protocol.</summary>
    public static FakeReply Garbage(string body = "<html>It works!</html>") => new Refusal(200, body, null);

    /// <summary>The answer's beginning, then the connection is closed.</summary>
    public static FakeReply Cut(string text) => new Truncated(text, Stall: false);

    /// <summary>The answer's beginning, then silence.</summary>
    public static FakeReply Stalls(string text) => new Truncated(text, Stall: true);

    /// <summary>The same answer, but not before something has happened.</summary>
    public FakeReply After(Task gate) => new Gated(this, gate);

    public abstract Task WriteAsync(HttpContext context, JsonNode request);

    private static async Task BeginAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, object delta, string? finishReason = null)
    {
        var chunk = new
        {
            id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1, model = "fake-model",
            choices = new[] { new { index = 0, delta, finish_reason = finishReason } },
        };
        await SendRawAsync(context, JsonSerializer.Serialize(chunk));
    }

    private static async Task SendRawAsync(HttpContext context, string data)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes($"data: {data}\n\n"), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task SayAsync(HttpContext context, string text)
    {
        foreach (var piece in Pieces(text, 7)) await SendAsync(context, new { role = "assistant", content = piece });
    }

    /// <summary>Cut at any character, as real servers do.</summary>
    private static IEnumerable<string> Pieces(string text, int size)
    {
        for (var i = 0; i < text.Length; i += size) yield return text.Substring(i, Math.Min(size, text.Length - i));
    }

    private sealed record Completion(string Text, IReadOnlyList<(string Name, string Arguments)> Asked) : FakeReply
    {
        public override async Task WriteAsync(HttpContext context, JsonNode request)
        {
            await BeginAsync(context);
            await SayAsync(context, Text);
            var turn = request["messages"]!.AsArray().Count;
            for (var i = 0; i < Asked.Count; i++) await CallAsync(context, i, $"call_{turn}_{i}");
            await SendAsync(context, new { }, Asked.Count > 0 ? "tool_calls" : "stop");
            await SendRawAsync(context, """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"fake-model","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}""");
            await SendRawAsync(context, "[DONE]");
        }

        private async Task CallAsync(HttpContext context, int index, string id)
        {
            await SendAsync(context, new { tool_calls = new[] { new { index, id, type = "function", function = new { name = Asked[index].Name, arguments = "" } } } });
            foreach (var piece in Pieces(Asked[index].Arguments, 11))
                await SendAsync(context, new { tool_calls = new[] { new { index, function = new { arguments = piece } } } });
        }
    }

    private sealed record Gated(FakeReply Reply, Task Gate) : FakeReply
    {
        public override async Task WriteAsync(HttpContext context, JsonNode request)
        {
            await Gate.WaitAsync(context.RequestAborted);
            await Reply.WriteAsync(context, request);
        }
    }

    private sealed record Refusal(int Code, string Body, string? RetryAfter) : FakeReply
    {
        public override async Task WriteAsync(HttpContext context, JsonNode request)
        {
            context.Response.StatusCode = Code;
            context.Response.ContentType = "application/json";
            if (RetryAfter is not null) context.Response.Headers.RetryAfter = RetryAfter;
            await context.Response.WriteAsync(Body, context.RequestAborted);
        }
    }

    private sealed record Truncated(string Text, bool Stall) : FakeReply
    {
        public override async Task WriteAsync(HttpContext context, JsonNode request)
        {
            await BeginAsync(context);
            await SayAsync(context, Text);
            if (Stall) await Task.Delay(Timeout.Infinite, context.RequestAborted);
            context.Abort();
        }
    }
}
