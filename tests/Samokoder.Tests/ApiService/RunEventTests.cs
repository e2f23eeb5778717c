using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class RunEventTests(ApiFixture api)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watcher_gets_what_was_stored_then_what_comes_and_the_stream_ends_with_the_run()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api, run);
        await worker.SayAsync("before");
        using var stream = await EventStream.OpenAsync(user, run);
        Assert.Equal([1, 2], [(await stream.NextAsync(Cancel))!.Id, (await stream.NextAsync(Cancel))!.Id]);
        await worker.SayAsync("while watching");
        Assert.Equal("while watching", (await stream.NextAsync(Cancel))!.Read<MessageCompleted>().Text);
        await worker.SucceedAsync();
        var last = await stream.NextAsync(Cancel);
        Assert.Equal((4, RunStatusChanged.Type), (last!.Id, last.Type));
        Assert.Null(await stream.NextAsync(Cancel));
    }

    [Fact]
    public async Task Watchers_that_lose_their_connection_again_and_again_see_every_event_once_and_in_order()
    {
        const int events = 400;
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api, run);
        var random = new Random(7);
        var watchers = Enumerable.Range(0, 4).Select(_ => WatchWithDisconnectsAsync(user, run, random.Next())).ToList();
        for (var i = 0; i < events; i++)
        {
            worker.Silent = random.Next(5) == 0; // Redis may lose what it likes
            await worker.SayAsync($"message {i}");
        }

        worker.Silent = false;
        await worker.SucceedAsync();
        foreach (var seen in await Task.WhenAll(watchers))
            Assert.Equal(Enumerable.Range(1, events + 2).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task An_event_that_Redis_lost_comes_from_the_store()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api, run);
        using var stream = await EventStream.OpenAsync(user, run);
        await stream.NextAsync(Cancel);
        worker.Silent = true;
        await worker.SayAsync("lost");
        Assert.Equal("lost", (await stream.NextAsync(Cancel))!.Read<MessageCompleted>().Text);
    }

    [Fact]
    public async Task Live_pieces_have_no_id_and_are_dropped_when_they_come_after_the_whole()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api, run);
        using var stream = await EventStream.OpenAsync(user, run);
        await stream.NextAsync(Cancel);
        var message = Guid.CreateVersion7();
        await worker.PublishDeltaAsync(message, "Hel");
        var delta = (await stream.NextAsync(Cancel))!;
        Assert.Equal((null, MessageDelta.Type, "Hel"), (delta.Id, delta.Type, delta.Read<MessageDelta>().Text));
        await worker.WriteAsync(new JournalEntry().Event(new MessageCompleted(message, MessageRole.Assistant, "Hello")));
        Assert.Equal("Hello", (await stream.NextAsync(Cancel))!.Read<MessageCompleted>().Text);
        await worker.PublishDeltaAsync(message, "lo");
        await worker.SucceedAsync();
        Assert.Equal(RunStatusChanged.Type, (await stream.NextAsync(Cancel))!.Type);
    }

    [Fact]
    public async Task Whoever_has_seen_the_end_is_told_that_there_is_nothing_more()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        using (await user.SendAsync(HttpMethod.Post, $"v1/runs/{run}/cancel"))
        {
            // Ends it with event 2.
        }

        using var none = await user.SendAsync(HttpMethod.Get, $"v1/runs/{run}/events?lastEventId=2");
        Assert.Equal(HttpStatusCode.NoContent, none.StatusCode);
        using var stream = await EventStream.OpenAsync(user, run, after: 1);
        Assert.Equal(RunStatus.Cancelled, (await stream.NextAsync(Cancel))!.Read<RunStatusChanged>().Status);
        Assert.Null(await stream.NextAsync(Cancel));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("99999999999999999999999")]
    public async Task A_last_event_id_that_is_none_is_refused(string id)
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Get, $"v1/runs/{run}/events?lastEventId={id}"), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
    }

    [Fact]
    public async Task A_last_event_id_from_the_future_misses_nothing_that_comes()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api, run);
        using var stream = await EventStream.OpenAsync(user, run, after: 5000);
        await worker.SayAsync("new");
        Assert.Equal(2, (await stream.NextAsync(Cancel))!.Id);
    }

    private static async Task<List<long>> WatchWithDisconnectsAsync(ApiUser user, Guid run, int seed)
    {
        var random = new Random(seed);
        var seen = new List<long>();
        var ended = false;
        while (!ended)
        {
            using var stream = await EventStream.OpenAsync(user, run, seen.Count == 0 ? null : seen[^1]);
            for (var left = random.Next(1, 60); left > 0 && !ended; left--)
            {
                if (await stream.NextAsync(Cancel) is not { } e)
                    break;
                if (e.Id is { } id)
                    seen.Add(id);
                ended = e.Type == RunStatusChanged.Type && e.Read<RunStatusChanged>().Status == RunStatus.Succeeded;
            }
        }

        return seen;
    }
}

/// <summary>An open event stream, as a browser reads it.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private EventStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _items = SseParser.Create(body, (_, data) => Encoding.UTF8.GetString(data)).EnumerateAsync().GetAsyncEnumerator();
    }

    public static async Task<EventStream> OpenAsync(ApiUser user, Guid run, long? after = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"v1/runs/{run}/events");
        if (after is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        var response = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new EventStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Null at the end of the stream.</summary>
    public async Task<RunEvent?> NextAsync(CancellationToken cancellationToken)
    {
        if (!await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), cancellationToken))
            return null;
        var e = JsonSerializer.Deserialize<RunEvent>(_items.Current.Data, ContractJson.Options)!;
        Assert.Equal(_items.Current.EventType, e.Type);
        if (e.Id is { } id)
            Assert.Equal(id.ToString(CultureInfo.InvariantCulture), _items.Current.EventId);
        return e;
    }

    public void Dispose() => _response.Dispose();
}
