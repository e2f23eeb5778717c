using Microsoft.EntityFrameworkCore;
using Npgsql;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Budgets;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Data;

/// <summary>Entries of many runs that come at once share statements. Nothing of one may be seen in another.</summary>
public sealed class RunJournalGroupTests(Stores stores) : IAsyncLifetime
{
    private TestDatabase _db = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _db = await TestDatabase.CreateAsync(stores);

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task Runs_that_end_together_are_each_stored_whole_and_a_persons_notifications_have_no_gap()
    {
        Guid[] users = [await _db.AddUserAsync(), await _db.AddUserAsync(), await _db.AddUserAsync()];
        var leases = await ClaimAsync(Enumerable.Range(0, 30).Select(n => users[n % 3]));
        Assert.Equal(30, leases.Count);

        var published = await Task.WhenAll(leases.Select((lease, n) => AppendAsync(lease, Ended(n))));

        for (var n = 0; n < 30; n++)
        {
            Assert.Equal([(2L, leases[n].RunId, ToolStarted.Type), (3L, leases[n].RunId, RunStatusChanged.Type)], published[n].Select(e => (e.Id!.Value, e.RunId, e.Type)));
            Assert.Equal($"file-{n}", (await _db.Journal.ReadEventsAsync(leases[n].RunId, 1, 1, Token))[0].Read<ToolStarted>().Target);
            Assert.Equal($"step-{n}", Assert.Single(await _db.Journal.ReadStepsAsync(leases[n].RunId, Token)).Name);
            var run = await _db.GetRunAsync(leases[n].RunId);
            Assert.Equal((RunStatus.Succeeded, null, n, (n + 1) * 0.01m), (run.Status, run.LeaseOwner, run.InputTokens, run.CostUsd));
        }
        await using var db = _db.CreateDbContext();
        foreach (var (user, third) in users.Select((u, i) => (u, i)))
        {
            Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), (await db.Notifications.Where(x => x.UserId == user).Select(x => x.Seq).ToListAsync(Token)).Order());
            Assert.Equal(Enumerable.Range(0, 30).Where(n => n % 3 == third).Sum(n => (n + 1) * 0.01m), (await db.BudgetMonths.SingleAsync(m => m.UserId == user, Token)).SpentUsd);
        }
        Assert.Equal(
            leases.Select((l, n) => (l.RunId, $"said-{n}")).Order(),
            (await db.Messages.Where(m => m.Role == MessageRole.Assistant).Select(m => new { m.RunId, m.Text }).ToListAsync(Token)).Select(m => (m.RunId, m.Text)).Order());
    }

    [Fact]
    public async Task A_lost_lease_and_an_entry_that_is_refused_fail_alone()
    {
        var user = await _db.AddUserAsync();
        var leases = await ClaimAsync(Enumerable.Repeat(user, 20));
        leases[10] = leases[10] with { Epoch = leases[10].Epoch - 1 };
        var refused = Ended(11);
        refused.Checkpoints.Add(new Checkpoint { Id = Guid.CreateVersion7(), Sha = "abc", Title = "First", Verification = "no JSON" });

        var appends = leases.Select((lease, n) => AppendAsync(lease, n == 11 ? refused : Ended(n))).ToList();

        await Assert.ThrowsAsync<LeaseLostException>(() => appends[10]);
        Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, (await Assert.ThrowsAsync<PostgresException>(() => appends[11])).SqlState);
        foreach (var append in appends.Where((_, n) => n is not 10 and not 11)) Assert.Equal(2, (await append).Count);
        foreach (var unwritten in (int[])[10, 11])
        {
            Assert.Equal(RunStatus.Running, (await _db.GetRunAsync(leases[unwritten].RunId)).Status);
            Assert.Empty(await _db.Journal.ReadStepsAsync(leases[unwritten].RunId, Token));
        }
        await using var db = _db.CreateDbContext();
        Assert.Equal(18, await db.Notifications.CountAsync(Token));
        Assert.Equal(Enumerable.Range(0, 20).Where(n => n is not 10 and not 11).Sum(n => (n + 1) * 0.01m), (await db.BudgetMonths.SingleAsync(Token)).SpentUsd);
    }

    [Fact]
    public async Task A_month_that_is_nearly_used_up_by_several_runs_together_is_told_once()
    {
        var user = await _db.AddUserAsync();
        await using (var db = _db.CreateDbContext())
        {
            db.Budgets.Add(new Budget { UserId = user, MonthlyCapUsd = 1m, UpdatedAt = TimeProvider.System.GetUtcNow() });
            await db.SaveChangesAsync(Token);
        }
        var leases = await ClaimAsync(Enumerable.Repeat(user, 12));

        await Task.WhenAll(leases.Select((lease, n) => AppendAsync(lease, Paid(n, 0.07m))));

        await using var after = _db.CreateDbContext();
        var warning = await after.Notifications.SingleAsync(Token);
        Assert.Equal((NotificationKind.BudgetWarning, 1L, 1m), (warning.Kind, warning.Seq, warning.CapUsd));
        Assert.InRange(warning.SpentUsd!.Value, 0.80m, 0.84m);
        Assert.Equal(0.84m, (await after.BudgetMonths.SingleAsync(Token)).SpentUsd);
    }

    private Task<IReadOnlyList<RunEvent>> AppendAsync(RunLease lease, JournalEntry entry) => _db.Journal.AppendAsync(lease, entry, DateTimeOffset.UnixEpoch);

    /// <summary>A running run of a project of its own for each user.</summary>
    private async Task<List<RunLease>> ClaimAsync(IEnumerable<Guid> users)
    {
        var order = new List<Guid>();
        foreach (var user in users) order.Add(await _db.AddRunAsync(await _db.AddProjectAsync(user)));
        var claimed = await _db.Queue.ClaimAsync("worker", order.Count, Token);
        return [.. claimed.Select(c => c.Lease).OrderBy(l => order.IndexOf(l.RunId))];
    }

    private static JournalEntry Ended(int n)
    {
        var entry = Paid(n, (n + 1) * 0.01m).Event(new ToolStarted("c1", "write_file", $"file-{n}")).ChangeStatus(RunStatus.Succeeded);
        entry.Messages.Add(new Message { Id = Guid.CreateVersion7(), Role = MessageRole.Assistant, Text = $"said-{n}" });
        entry.Steps.Add(new RunStep { Seq = 1, Kind = RunStepKind.Note, Status = RunStepStatus.Completed, Name = $"step-{n}", Payload = "{}", StartedAt = DateTimeOffset.UnixEpoch });
        return entry;
    }

    private static JournalEntry Paid(int n, decimal usd)
    {
        var entry = new JournalEntry();
        entry.Usage.Add(new UsageRecord { Id = Guid.CreateVersion7(), Provider = "openai", Model = "m", InputTokens = n, OutputTokens = 1, CostUsd = usd });
        return entry;
    }
}
