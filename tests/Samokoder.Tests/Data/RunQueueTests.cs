using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Data;

public sealed class RunQueueTests(Stores stores) : IAsyncLifetime
{
    private TestDatabase _db = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _db = await TestDatabase.CreateAsync(stores);

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task A_queued_run_comes_with_the_message_of_the_user_and_its_first_event()
    {
        var runId = await _db.AddRunAsync();

        var events = await _db.Journal.ReadEventsAsync(runId, 0, 10, Token);

        Assert.Equal(RunStatus.Queued, Assert.Single(events).Read<RunStatusChanged>().Status);
        await using var db = _db.CreateDbContext();
        Assert.Equal("A list", Assert.Single(db.Messages, m => m.RunId == runId).Text);
    }

    [Fact]
    public async Task A_claim_gives_a_lease_with_a_higher_epoch_and_nobody_else_gets_the_run()
    {
        var runId = await _db.AddRunAsync();

        var claimed = Assert.Single(await _db.Queue.ClaimAsync("a", 5, Token));

        Assert.Equal((runId, 1L, 1), (claimed.Lease.RunId, claimed.Lease.Epoch, claimed.Attempts));
        Assert.Empty(await _db.Queue.ClaimAsync("b", 5, Token));
    }

    [Fact]
    public async Task Many_workers_at_once_claim_each_run_once()
    {
        var user = await _db.AddUserAsync();
        for (var i = 0; i < 30; i++) await _db.AddRunAsync(await _db.AddProjectAsync(user));

        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(async w =>
        {
            var mine = new List<Guid>();
            while (await _db.Queue.ClaimAsync($"w{w}", 2, Token) is { Count: > 0 } some) mine.AddRange(some.Select(c => c.Lease.RunId));
            return mine;
        }));

        Assert.Equal(30, claims.SelectMany(c => c).Count());
        Assert.Equal(30, claims.SelectMany(c => c).Distinct().Count());
    }

    [Fact]
    public async Task A_project_has_one_run_at_a_time_in_the_order_they_were_asked()
    {
        var project = await _db.AddProjectAsync(await _db.AddUserAsync());
        var first = await _db.AddRunAsync(project, "first");
        var second = await _db.AddRunAsync(project, "second");

        var claimed = Assert.Single(await _db.Queue.ClaimAsync("a", 5, Token));
        Assert.Equal(first, claimed.Lease.RunId);
        Assert.Empty(await _db.Queue.ClaimAsync("a", 5, Token));

        await _db.Journal.AppendAsync(claimed.Lease, new JournalEntry().ChangeStatus(RunStatus.Succeeded), DateTimeOffset.UnixEpoch);
        Assert.Equal(second, Assert.Single(await _db.Queue.ClaimAsync("a", 5, Token)).Lease.RunId);
    }

    [Fact]
    public async Task Who_has_the_fewest_running_comes_first()
    {
        var busy = await _db.AddUserAsync();
        var idle = await _db.AddUserAsync();
        await _db.AddRunAsync(await _db.AddProjectAsync(busy));
        await _db.Queue.ClaimAsync("a", 1, Token);
        await _db.AddRunAsync(await _db.AddProjectAsync(busy));
        var ofIdle = await _db.AddRunAsync(await _db.AddProjectAsync(idle));

        Assert.Equal(ofIdle, Assert.Single(await _db.Queue.ClaimAsync("a", 1, Token)).Lease.RunId);
    }

    [Fact]
    public async Task An_expired_lease_goes_to_another_worker_and_the_old_one_can_write_no_more()
    {
        var runId = await _db.AddRunAsync();
        var old = Assert.Single(await _db.Queue.ClaimAsync("old", 1, Token));
        await _db.ExpireLeaseAsync(runId);

        var taken = Assert.Single(await _db.Queue.ClaimAsync("new", 1, Token));

        Assert.Equal((2L, 2), (taken.Lease.Epoch, taken.Attempts));
        await Assert.ThrowsAsync<LeaseLostException>(() => _db.Queue.RenewAsync(old.Lease, Token));
        await Assert.ThrowsAsync<LeaseLostException>(
            () => _db.Journal.AppendAsync(old.Lease, new JournalEntry().Event(new PlanUpdated([])), DateTimeOffset.UnixEpoch));
        Assert.Single(await _db.Journal.ReadEventsAsync(runId, 0, 10, Token));
    }

    [Fact]
    public async Task Runs_of_a_worker_that_is_known_to_be_dead_are_claimed_at_once()
    {
        await _db.AddRunAsync();
        await _db.Queue.ClaimAsync("dead", 1, Token);
        await _db.AddRunAsync();
        await _db.Queue.ClaimAsync("alive", 1, Token);

        Assert.Equal(1, await _db.Queue.ExpireDeadAsync(w => w == "dead", Token));

        Assert.Equal(2, Assert.Single(await _db.Queue.ClaimAsync("new", 5, Token)).Lease.Epoch);
    }

    [Fact]
    public async Task A_released_run_is_claimed_again_at_once_and_without_a_lost_attempt()
    {
        await _db.AddRunAsync();
        var claimed = Assert.Single(await _db.Queue.ClaimAsync("a", 1, Token));

        await _db.Queue.ReleaseAsync(claimed.Lease, Token);

        Assert.Equal(1, Assert.Single(await _db.Queue.ClaimAsync("b", 1, Token)).Attempts);
    }

    [Fact]
    public async Task Cancelling_a_queued_run_ends_it_at_once()
    {
        var runId = await _db.AddRunAsync();

        var asked = await _db.Queue.RequestCancelAsync(runId, Token);

        Assert.Equal(new CancelRequested(WorkerMustStop: false, EventId: 2), asked);
        Assert.Equal(RunStatus.Cancelled, (await _db.GetRunAsync(runId)).Status);
        Assert.Null(await _db.Queue.RequestCancelAsync(runId, Token));
    }

    [Fact]
    public async Task Cancelling_a_running_run_is_told_to_the_worker_with_its_next_renewal()
    {
        await _db.AddRunAsync();
        var claimed = Assert.Single(await _db.Queue.ClaimAsync("a", 1, Token));
        Assert.False(await _db.Queue.RenewAsync(claimed.Lease, Token));

        Assert.True((await _db.Queue.RequestCancelAsync(claimed.Lease.RunId, Token))!.WorkerMustStop);

        Assert.True(await _db.Queue.RenewAsync(claimed.Lease, Token));
        Assert.Equal(RunStatus.Running, (await _db.GetRunAsync(claimed.Lease.RunId)).Status);
    }

    [Fact]
    public async Task An_answer_queues_a_waiting_run_again_and_is_kept_as_a_message()
    {
        var runId = await _db.AddRunAsync();
        var claimed = Assert.Single(await _db.Queue.ClaimAsync("a", 1, Token));
        var question = new Question { Id = Guid.CreateVersion7(), CallId = "c1", Text = "Which?", Choices = ["red", "blue"] };
        var entry = new JournalEntry().ChangeStatus(RunStatus.Waiting);
        entry.Questions.Add(question);
        await _db.Journal.AppendAsync(claimed.Lease, entry, DateTimeOffset.UnixEpoch);
        Assert.Empty(await _db.Queue.ClaimAsync("a", 1, Token));

        Assert.Null(await _db.Queue.AnswerAsync(runId, Guid.CreateVersion7(), "blue", Token));
        Assert.Equal(3, await _db.Queue.AnswerAsync(runId, question.Id, "blue", Token));
        Assert.Null(await _db.Queue.AnswerAsync(runId, question.Id, "red", Token));

        Assert.Equal(runId, Assert.Single(await _db.Queue.ClaimAsync("a", 1, Token)).Lease.RunId);
        await using var db = _db.CreateDbContext();
        Assert.Contains(db.Messages, m => m.RunId == runId && m.Text == "blue" && m.Role == MessageRole.User);
    }
}
