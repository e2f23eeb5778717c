using Samokoder.AgentService.Runs;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Notifications;
using Samokoder.Messaging.Runs;
using Samokoder.Tests.Data;
using Samokoder.Tests.Support;
using StackExchange.Redis;

namespace Samokoder.Tests.AgentService.Runs;

public sealed class RunJournalWriterTests(Stores stores) : IAsyncLifetime
{
    private TestDatabase _db = null!;
    private IConnectionMultiplexer _redis = null!;
    private RunLease _lease = null!;
    private RunJournalWriter _writer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(stores);
        _redis = await stores.ConnectRedisAsync();
        await _db.AddRunAsync();
        _lease = Assert.Single(await _db.Queue.ClaimAsync("worker", 1, Token)).Lease;
        _writer = new RunJournalWriter(_lease, _db.Journal, new RunEventBus(_redis), new NotificationHints(_redis), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _db.DisposeAsync();
    }

    [Fact]
    public async Task What_is_posted_is_stored_in_its_order_before_what_is_waited_for()
    {
        for (var n = 0; n < 20; n++) _writer.Post(Said(n));
        await _writer.AppendAsync(Said(20), Token);

        Assert.Equal(Enumerable.Range(0, 21), await SaidAsync());
    }

    [Fact]
    public async Task What_is_held_is_stored_with_what_follows_or_at_the_end()
    {
        _writer.Hold(Said(0));
        _writer.Hold(Said(1));
        Assert.Empty(await SaidAsync());

        await _writer.AppendAsync(Said(2), Token);
        Assert.Equal([0, 1, 2], await SaidAsync());

        _writer.Hold(Said(3));
        await _writer.FlushAsync();
        Assert.Equal([0, 1, 2, 3], await SaidAsync());
    }

    [Fact]
    public async Task Turns_are_waited_for_and_what_was_posted_after_them_is_not()
    {
        _writer.Hold(Turn(1));
        Assert.True(_writer.StoreTurnsAsync().IsCompletedSuccessfully, "A held turn is the one that is under way.");
        _writer.Post(Said(0));
        var turns = _writer.StoreTurnsAsync();
        _writer.Post(Said(1));

        Assert.Same(turns, _writer.StoreTurnsAsync());
        await turns;
        Assert.Equal(RunStepKind.Turn, Assert.Single(await _db.Journal.ReadStepsAsync(_lease.RunId, Token)).Kind);
    }

    [Fact]
    public async Task After_one_that_could_not_be_stored_nothing_is()
    {
        await using (var steal = _db.DataSource.CreateCommand($"UPDATE runs SET lease_epoch = lease_epoch + 1 WHERE id = '{_lease.RunId}'"))
            await steal.ExecuteNonQueryAsync(Token);
        _writer.Post(Said(0));
        await using (var giveBack = _db.DataSource.CreateCommand($"UPDATE runs SET lease_epoch = lease_epoch - 1 WHERE id = '{_lease.RunId}'"))
        {
            await Assert.ThrowsAsync<LeaseLostException>(_writer.FlushAsync);
            await giveBack.ExecuteNonQueryAsync(Token);
        }

        await Assert.ThrowsAsync<LeaseLostException>(() => _writer.AppendAsync(Said(1), Token));
        Assert.Empty(await SaidAsync());
    }

    private static JournalEntry Said(int n) => new JournalEntry().Event(new ToolStarted($"{n}", "read_file", ""));

    private JournalEntry Turn(long seq)
    {
        var entry = new JournalEntry();
        entry.Steps.Add(new RunStep
        {
            RunId = _lease.RunId, Seq = seq, Kind = RunStepKind.Turn, Status = RunStepStatus.Completed, Name = "coder", Payload = "{}",
            LeaseEpoch = _lease.Epoch, StartedAt = DateTimeOffset.UnixEpoch,
        });
        return entry;
    }

    private async Task<IEnumerable<int>> SaidAsync() =>
        (await _db.Journal.ReadEventsAsync(_lease.RunId, 0, 100, Token)).Where(e => e.Type == ToolStarted.Type)
        .Select(e => int.Parse(e.Read<ToolStarted>().CallId, System.Globalization.CultureInfo.InvariantCulture));
}
