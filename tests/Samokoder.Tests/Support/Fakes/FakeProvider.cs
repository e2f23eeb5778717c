using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>A provider on a real socket: what it is asked is kept, what it answers is scripted, how it speaks is its protocol's.</summary>
internal abstract class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonNode> _requests = new();
    private readonly ConcurrentQueue<string> _authorizations = new();
    private readonly ConcurrentQueue<FakeExchange> _exchanges = new();

    protected FakeProvider()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        _app = builder.Build();
    }

    /// <summary>Decides the answer to a request; its <c>messages</c> are the conversation so far.</summary>
    public Func<JsonNode, FakeReply> Answer { get; set; } = _ => FakeReply.Says("Nothing was scripted.");

    /// <summary>As a user would enter it.</summary>
    public abstract string BaseUrl { get; }

    /// <summary>Bytes of one write to the socket, so that every boundary is met; 0 writes whole events.</summary>
    public int ChunkBytes { get; set; }

    public IReadOnlyList<JsonNode> Requests => [.. _requests];

    /// <summary>
    /// Every chat that was answered to its end, with what went over the socket, in the order of their requests. One is here a moment after its last byte was
    /// sent: who has read the answer may ask the next thing before.
    /// </summary>
    public IReadOnlyList<FakeExchange> Exchanges => [.. _exchanges.OrderBy(e => e.Arrived)];

    /// <summary>The Authorization header of every request, chats and others.</summary>
    public IReadOnlyList<string> Authorizations => [.. _authorizations];

    protected string Address => _app.Urls.First();

    /// <summary>
    /// Answers the n-th request with the n-th reply, and the last one from then on. An analyst is told that the request is small, and does not count: the
    /// replies are the coder's.
    /// </summary>
    public static Func<JsonNode, FakeReply> Script(params FakeReply[] replies)
    {
        var next = -1;
        return request => FakeReply.SmallRequest(request) ?? replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)];
    }

    /// <summary>The names of the tools that a request offers, in any protocol.</summary>
    public static IReadOnlyList<string> ToolsOf(JsonNode request) =>
        [.. request["tools"]?.AsArray().Select(t => (string)(t!["name"] ?? t["function"]!["name"])!) ?? []];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    protected abstract void Map(WebApplication app);

    /// <summary>The media type of a streamed answer.</summary>
    protected abstract string StreamType { get; }

    protected abstract Task SpeakAsync(HttpContext context, JsonNode request, FakeReply.Completion reply);

    /// <summary>Text without the end of the answer.</summary>
    protected abstract Task BeginAsync(HttpContext context, FakeReply.Truncated reply);

    protected static async Task<T> StartAsync<T>(T fake, Func<JsonNode, FakeReply>? answer)
        where T : FakeProvider
    {
        if (answer is not null) fake.Answer = answer;
        fake._app.UseRouting();
        fake.Map(fake._app);
        await fake._app.StartAsync();
        return fake;
    }

    protected void Note(HttpContext context) => _authorizations.Enqueue(context.Request.Headers.Authorization.ToString());

    protected async Task ChatAsync(HttpContext context)
    {
        Note(context);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var arrived = Stopwatch.GetTimestamp();
        var request = JsonNode.Parse(body.GetBuffer().AsSpan(0, (int)body.Length))!;
        _requests.Enqueue(request);
        await AnswerAsync(context, request, Answer(request));
        var answered = Stopwatch.GetTimestamp();
        _exchanges.Enqueue(new FakeExchange(request.ToJsonString(), SentIn(context).ToString(), arrived, answered));
    }

    protected async Task WriteAsync(HttpContext context, string text)
    {
        SentIn(context).Append(text);
        var bytes = Encoding.UTF8.GetBytes(text);
        var size = ChunkBytes > 0 ? ChunkBytes : bytes.Length;
        for (var i = 0; i < bytes.Length; i += size)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(i, Math.Min(size, bytes.Length - i)), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static StringBuilder SentIn(HttpContext context)
    {
        if (context.Items[typeof(FakeExchange)] is not StringBuilder sent) context.Items[typeof(FakeExchange)] = sent = new StringBuilder();
        return sent;
    }

    private async Task AnswerAsync(HttpContext context, JsonNode request, FakeReply reply)
    {
        switch (reply)
        {
            case FakeReply.Gated gated:
                await gated.Gate.WaitAsync(context.RequestAborted);
                await AnswerAsync(context, request, gated.Reply);
                break;
            case FakeReply.Refusal refusal:
                context.Response.StatusCode = refusal.Code;
                context.Response.ContentType = "application/json";
                if (refusal.RetryAfter is not null) context.Response.Headers.RetryAfter = refusal.RetryAfter;
                await context.Response.WriteAsync(refusal.Body, context.RequestAborted);
                break;
            case FakeReply.Completion completion:
                context.Response.ContentType = StreamType;
                await SpeakAsync(context, request, completion);
                break;
            case FakeReply.Recorded recorded:
                context.Response.ContentType = StreamType;
                await WriteAsync(context, recorded.Stream);
                break;
            case FakeReply.Truncated truncated:
                context.Response.ContentType = StreamType;
                await BeginAsync(context, truncated);
                if (truncated.Stall) await Task.Delay(Timeout.Infinite, context.RequestAborted);
                context.Abort();
                break;
        }
    }
}

/// <param name="Request">The body, as JSON.</param>
/// <param name="Stream">The answer's body as it was sent.</param>
/// <param name="Arrived">When all of the request was read, as <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="Answered">When the last of the answer was written.</param>
internal sealed record FakeExchange(string Request, string Stream, long Arrived = 0, long Answered = 0);
