using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.Tests.ApiService.Money;

[Collection(ApiTests.Name)]
public sealed class NotificationTests(ApiFixture api)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_happens_to_runs_is_listed_newest_first_and_can_be_read()
    {
        using var user = await api.RegisterAsync();
        var asked = await EndAsync(user, "Asks", worker => worker.AskAsync("Blue or green?", "Blue", "Green"));
        await EndAsync(user, "Fails", worker => worker.WriteAsync(new JournalEntry().ChangeStatus(RunStatus.Failed, new RunError(ErrorCodes.RunStuck, "It does not build."))));
        await EndAsync(user, "Works", worker => worker.SucceedAsync());

        var list = await ListAsync(user);
        Assert.Equal(
            [(3, NotificationKind.RunSucceeded, "Works", null), (2, NotificationKind.RunFailed, "Fails", "It does not build."), (1L, NotificationKind.QuestionWaiting, "Asks", (string?)"Blue or green?")],
            list.Items.Select(n => (n.Seq, n.Kind, n.ProjectName, n.Detail)));
        Assert.Equal((3, ErrorCodes.RunStuck, asked), (list.Unread, list.Items[1].Code, list.Items[2].ProjectId));

        for (var twice = 0; twice < 2; twice++)
        {
            using var read = await user.SendAsync(HttpMethod.Post, $"v1/notifications/{list.Items[1].Id}/read");
            Assert.Equal(HttpStatusCode.NoContent, read.StatusCode);
        }
        var after = await ListAsync(user);
        Assert.Equal((2, false, true), (after.Unread, after.Items[0].ReadAt is not null, after.Items[1].ReadAt is not null));
        using (await user.SendAsync(HttpMethod.Post, "v1/notifications/read-all"))
            Assert.Equal(0, (await ListAsync(user)).Unread);
        Assert.Equal(after.Items[1].ReadAt, (await ListAsync(user)).Items[1].ReadAt);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_nobody_sees_or_reads_somebody_elses()
    {
        using var user = await api.RegisterAsync();
        for (var i = 0; i < 5; i++) await EndAsync(user, $"P{i}", worker => worker.SucceedAsync());
        var seen = new List<NotificationInfo>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await user.GetAsync<NotificationPage>($"v1/notifications?limit=2&cursor={cursor}");
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        Assert.Equal(["P4", "P3", "P2", "P1", "P0"], seen.Select(n => n.ProjectName!));

        var stranger = await api.IdleUserAsync();
        Assert.Empty((await ListAsync(stranger)).Items);
        await ProblemAnswer.ExpectAsync(await stranger.SendAsync(HttpMethod.Post, $"v1/notifications/{seen[0].Id}/read"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        Assert.Equal(5, (await ListAsync(user)).Unread);
    }

    [Fact]
    public async Task A_watcher_hears_of_news_and_of_reading_elsewhere_and_after_a_break_of_what_it_missed()
    {
        using var user = await api.RegisterAsync();
        await EndAsync(user, "Before", worker => worker.SucceedAsync());
        using (var stream = await OpenAsync(user, null))
        {
            Assert.Equal(("unread", null, 1), Unread(await NextAsync(stream)));
            await EndAsync(user, "While", worker => worker.SucceedAsync());
            var news = await NextAsync(stream);
            Assert.Equal(("notification", "2", "While"), (news.EventType, news.EventId, JsonSerializer.Deserialize<NotificationInfo>(news.Data, ContractJson.Options)!.ProjectName));
            Assert.Equal(("unread", null, 2), Unread(await NextAsync(stream)));
            using (await user.SendAsync(HttpMethod.Post, "v1/notifications/read-all"))
                Assert.Equal(("unread", null, 0), Unread(await NextAsync(stream)));
        }
        await EndAsync(user, "Missed", worker => worker.SucceedAsync());

        using var again = await OpenAsync(user, "1");
        Assert.Equal(["2", "3"], [(await NextAsync(again)).EventId, (await NextAsync(again)).EventId]);
        Assert.Equal(("unread", null, 1), Unread(await NextAsync(again)));
    }

    [Fact]
    public async Task News_whose_hint_Redis_lost_comes_from_the_store()
    {
        using var user = await api.RegisterAsync();
        using var stream = await OpenAsync(user, null);
        await NextAsync(stream);
        await EndAsync(user, "Silent", worker => worker.SucceedAsync(), silent: true);
        Assert.Equal("1", (await NextAsync(stream)).EventId);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    public async Task An_id_that_is_none_is_refused(string id)
    {
        var user = await api.IdleUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Get, $"v1/notifications/events?lastEventId={id}");
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
    }

    private static Task<NotificationPage> ListAsync(ApiUser user) => user.GetAsync<NotificationPage>("v1/notifications");

    private async Task<Guid> EndAsync(ApiUser user, string name, Func<TestWorker, Task> end, bool silent = false)
    {
        var project = await user.CreateProjectAsync(name: name);
        await using var worker = await TestWorker.ClaimAsync(api, project.Run.Id);
        worker.Silent = silent;
        await end(worker);
        return project.Project.Id;
    }

    private static (string, string?, int) Unread(SseItem<string> e) =>
        (e.EventType, e.EventId, JsonSerializer.Deserialize<UnreadNotifications>(e.Data, ContractJson.Options)!.Unread);

    private static async Task<Watcher> OpenAsync(ApiUser user, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/notifications/events");
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await user.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var parser = SseParser.Create(await response.Content.ReadAsStreamAsync(Cancel), (_, data) => Encoding.UTF8.GetString(data));
        return new Watcher(response, parser.EnumerateAsync(Cancel).GetAsyncEnumerator(Cancel));
    }

    private static async Task<SseItem<string>> NextAsync(Watcher watcher)
    {
        Assert.True(await watcher.Items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel), "The stream ended.");
        var item = watcher.Items.Current;
        return item.EventType == "unread" ? new SseItem<string>(item.Data, item.EventType) : item;
    }

    private sealed record Watcher(HttpResponseMessage Response, IAsyncEnumerator<SseItem<string>> Items) : IDisposable
    {
        public void Dispose() => Response.Dispose();
    }
}
