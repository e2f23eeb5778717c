using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Usage;
using Samokoder.Data.Budgets;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Data;

public sealed class BudgetLedgerTests(Stores stores) : IAsyncLifetime
{
    private TestDatabase _db = null!;
    private BudgetLedger _ledger = null!;
    private Guid _user;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(stores);
        _ledger = new BudgetLedger(_db.DataSource);
        _user = await _db.AddUserAsync();
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Theory]
    [InlineData("0.03", "0.03", 33, "0.99")]
    [InlineData("0.01", "0.03", 34, "1.00")]
    public async Task Fifty_parallel_reservations_never_hold_more_than_the_limit(decimal needed, decimal wanted, int granted, decimal held)
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var leases = new List<RunLease>();
        for (var i = 0; i < 5; i++) leases.Add(await StartRunAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _ledger.ReserveAsync(leases[i % 5], Ask(needed, wanted), Token)));

        Assert.Equal((granted, held), (answers.Count(a => a.Refusal is null), answers.Sum(a => a.GrantedUsd ?? 0)));
        Assert.All(answers.Where(a => a.Refusal is not null), a => Assert.Equal((BudgetScope.Month, true), (a.Refusal!.Scope, a.Refusal.OthersHoldIt)));
        Assert.Equal(held, (await ReadAsync()).ReservedUsd);
    }

    [Fact]
    public async Task Parallel_calls_that_reserve_and_settle_spend_exactly_what_they_say_and_never_more_than_the_limit()
    {
        await SetAsync(b => b.MonthlyCapUsd = 0.5m);
        var leases = new List<RunLease>();
        for (var i = 0; i < 8; i++) leases.Add(await StartRunAsync());

        var paid = await Task.WhenAll(leases.Select(async lease =>
        {
            var calls = 0;
            for (var i = 0; i < 12; i++)
            {
                var request = Ask(0.02m, 0.02m);
                if ((await _ledger.ReserveAsync(lease, request, Token)).Refusal is not null) continue;
                await SettleAsync(lease, request.Id, 0.01m);
                calls++;
            }
            return calls;
        }));

        var budget = await ReadAsync();
        Assert.Equal((paid.Sum() * 0.01m, 0m), (budget.SpentUsd, budget.ReservedUsd));
        Assert.InRange(budget.SpentUsd, 0.01m, 0.5m);
        await using var db = _db.CreateDbContext();
        Assert.Equal(budget.SpentUsd, await db.Projects.SumAsync(p => p.SpentUsd, Token));
        Assert.Equal(budget.SpentUsd, await db.Runs.SumAsync(r => r.CostUsd, Token));
    }

    [Fact]
    public async Task A_turn_is_settled_once_even_if_it_is_stored_twice()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var lease = await StartRunAsync();
        var request = Ask(0.1m, 0.4m);
        await _ledger.ReserveAsync(lease, request, Token);

        await SettleAsync(lease, request.Id, 0.25m);
        var again = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => SettleAsync(lease, request.Id, 0.25m));

        Assert.Equal(Npgsql.PostgresErrorCodes.UniqueViolation, again.SqlState);
        Assert.Equal((0.25m, 0m), ((await ReadAsync()).SpentUsd, (await ReadAsync()).ReservedUsd));
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_free_once_another_has_its_run()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var lease = await StartRunAsync();
        await _ledger.ReserveAsync(lease, Ask(0.9m, 0.9m), Token);
        var other = await StartRunAsync();
        Assert.NotNull((await _ledger.ReserveAsync(other, Ask(0.5m, 0.5m), Token)).Refusal);

        await _db.ExpireLeaseAsync(lease.RunId);
        var next = Assert.Single(await _db.Queue.ClaimAsync("next", 1, Token)).Lease;
        Assert.Equal(lease.RunId, next.RunId);

        Assert.Equal(0, (await ReadAsync()).ReservedUsd);
        await Assert.ThrowsAsync<LeaseLostException>(() => _ledger.ReserveAsync(lease, Ask(0.1m, 0.1m), Token));
        Assert.Equal(0.9m, (await _ledger.ReserveAsync(next, Ask(0.9m, 0.9m), Token)).GrantedUsd);
        await using var db = _db.CreateDbContext();
        Assert.Equal(next.Epoch, Assert.Single(await db.BudgetReservations.ToListAsync(Token)).LeaseEpoch);
    }

    [Fact]
    public async Task What_an_ended_run_held_is_free()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var lease = await StartRunAsync();
        await _ledger.ReserveAsync(lease, Ask(1, 1), Token);
        await _db.Journal.AppendAsync(lease, new JournalEntry().ChangeStatus(RunStatus.Cancelled), DateTimeOffset.UnixEpoch);

        Assert.Equal(1, (await _ledger.ReserveAsync(await StartRunAsync(), Ask(1, 1), Token)).GrantedUsd);
    }

    [Fact]
    public async Task A_failed_call_gives_back_what_was_held()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var lease = await StartRunAsync();
        var request = Ask(1, 1);
        await _ledger.ReserveAsync(lease, request, Token);
        Assert.NotNull((await _ledger.ReserveAsync(lease, Ask(0.1m, 1), Token)).Refusal);

        await _ledger.ReleaseAsync(request.Id, Token);

        Assert.Equal(1, (await _ledger.ReserveAsync(lease, Ask(0.1m, 1), Token)).GrantedUsd);
    }

    [Fact]
    public async Task The_narrowest_limit_decides_and_is_named()
    {
        await SetAsync(b => (b.MonthlyCapUsd, b.ProjectCapUsd, b.RunCapUsd) = (10, 5, 1));
        var lease = await StartRunAsync();
        await SettleAsync(lease, Guid.CreateVersion7(), 0.9m);
        Assert.Equal(new BudgetRefusal(BudgetScope.Run, 1, 0.9m, OthersHoldIt: false), (await _ledger.ReserveAsync(lease, Ask(0.2m, 0.2m), Token)).Refusal);

        await using var db = _db.CreateDbContext();
        await db.Projects.ExecuteUpdateAsync(s => s.SetProperty(p => p.BudgetUsd, 0.95m), Token);
        Assert.Equal(new BudgetRefusal(BudgetScope.Project, 0.95m, 0.9m, OthersHoldIt: false), (await _ledger.ReserveAsync(lease, Ask(0.2m, 0.2m), Token)).Refusal);
        Assert.Equal(0.05m, (await _ledger.ReserveAsync(lease, Ask(0.01m, 0.2m), Token)).GrantedUsd);
    }

    [Fact]
    public async Task Without_limits_everything_is_granted_and_another_users_limit_is_not_mine()
    {
        var other = await _db.AddUserAsync();
        await using (var db = _db.CreateDbContext())
        {
            db.Budgets.Add(new Budget { UserId = other, MonthlyCapUsd = 0, UpdatedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync(Token);
        }

        var answer = await _ledger.ReserveAsync(await StartRunAsync(), Ask(1, 1000), Token);

        Assert.Equal((1000m, false), (answer.GrantedUsd, answer.IsCapped));
    }

    [Fact]
    public async Task Money_of_the_month_before_does_not_count()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var lease = await StartRunAsync();
        await SettleAsync(lease, Guid.CreateVersion7(), 1);
        Assert.NotNull((await _ledger.ReserveAsync(lease, Ask(0.1m, 0.1m), Token)).Refusal);

        await using var db = _db.CreateDbContext();
        await db.Database.ExecuteSqlAsync($"UPDATE budget_months SET month = month - interval '1 month'", Token);

        Assert.Equal(1, (await _ledger.ReserveAsync(lease, Ask(0.1m, 1), Token)).GrantedUsd);
        Assert.Equal(0, (await ReadAsync()).SpentUsd);
    }

    [Fact]
    public async Task The_warning_comes_once_when_the_spending_crosses_four_fifths_of_the_limit()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var lease = await StartRunAsync();
        foreach (var usd in (decimal[])[0.5m, 0.29m, 0.02m, 0.1m]) await SettleAsync(lease, Guid.CreateVersion7(), usd);

        await using var db = _db.CreateDbContext();
        var warning = Assert.Single(await db.Notifications.ToListAsync(Token));
        Assert.Equal((NotificationKind.BudgetWarning, 1L, 0.81m, 1m), (warning.Kind, warning.Seq, warning.SpentUsd, warning.CapUsd));
        Assert.Equal(BudgetState.Warning, (await ReadAsync()).State);
    }

    [Fact]
    public async Task Ends_and_questions_of_runs_are_numbered_notifications_stored_with_their_cause()
    {
        await SetAsync(b => b.MonthlyCapUsd = 1);
        var (first, second, third, fourth) = (await StartRunAsync(), await StartRunAsync(), await StartRunAsync(), await StartRunAsync());
        var last = new JournalEntry().ChangeStatus(RunStatus.Succeeded);
        last.Usage.Add(Usage(Guid.CreateVersion7(), 0.9m));
        await AppendAsync(first, last);
        var question = new JournalEntry().ChangeStatus(RunStatus.Waiting);
        question.Questions.Add(new Question { Id = Guid.CreateVersion7(), CallId = "c", Text = "Какой цвет?", Choices = [] });
        await AppendAsync(second, question);
        await AppendAsync(third, new JournalEntry().ChangeStatus(RunStatus.Failed, new RunError(ErrorCodes.LlmBadKey, "No.")));
        await AppendAsync(fourth, new JournalEntry().ChangeStatus(RunStatus.Failed, new RunError(ErrorCodes.BudgetExceeded, "Enough.")));
        var cancelled = new JournalEntry().ChangeStatus(RunStatus.Cancelled);
        await AppendAsync(await StartRunAsync(), cancelled);

        Assert.Equal((_user, null), (last.NotifiedUser, cancelled.NotifiedUser));
        await using var db = _db.CreateDbContext();
        var stored = await db.Notifications.OrderBy(n => n.Seq).ToListAsync(Token);
        Assert.Equal(
            [
                (1L, NotificationKind.BudgetWarning, first.RunId, null),
                (2L, NotificationKind.RunSucceeded, first.RunId, null),
                (3L, NotificationKind.QuestionWaiting, second.RunId, "Какой цвет?"),
                (4L, NotificationKind.RunFailed, third.RunId, "No."),
                (5L, NotificationKind.BudgetStopped, fourth.RunId, (string?)"Enough."),
            ],
            stored.Select(n => (n.Seq, n.Kind, n.RunId!.Value, n.Detail)));
        Assert.Equal(5, stored.Select(n => n.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_lost_lease_settles_nothing_and_notifies_nobody()
    {
        var lease = await StartRunAsync();
        var entry = new JournalEntry().ChangeStatus(RunStatus.Succeeded);
        entry.Usage.Add(Usage(Guid.CreateVersion7(), 1));

        await Assert.ThrowsAsync<LeaseLostException>(() => AppendAsync(lease with { Epoch = lease.Epoch - 1 }, entry));

        await using var db = _db.CreateDbContext();
        Assert.Equal((0, 0, 0m), (await db.Notifications.CountAsync(Token), await db.UsageRecords.CountAsync(Token), (await ReadAsync()).SpentUsd));
    }

    private static BudgetRequest Ask(decimal needed, decimal wanted) => new(Guid.CreateVersion7(), needed, wanted);

    private async Task SetAsync(Action<Budget> change)
    {
        await using var db = _db.CreateDbContext();
        var budget = new Budget { UserId = _user, UpdatedAt = DateTimeOffset.UnixEpoch };
        change(budget);
        db.Budgets.Add(budget);
        await db.SaveChangesAsync(Token);
    }

    private async Task<RunLease> StartRunAsync()
    {
        var run = await _db.AddRunAsync(await _db.AddProjectAsync(_user));
        var claimed = Assert.Single(await _db.Queue.ClaimAsync("worker", 1, Token));
        Assert.Equal(run, claimed.Lease.RunId);
        return claimed.Lease;
    }

    private Task SettleAsync(RunLease lease, Guid id, decimal usd)
    {
        var entry = new JournalEntry();
        entry.Usage.Add(Usage(id, usd));
        return AppendAsync(lease, entry);
    }

    private static UsageRecord Usage(Guid id, decimal usd) =>
        new() { Id = id, Provider = "openai", Model = "gpt-5", InputTokens = 10, OutputTokens = 10, CostUsd = usd };

    private Task AppendAsync(RunLease lease, JournalEntry entry) => _db.Journal.AppendAsync(lease, entry, DateTimeOffset.UnixEpoch);

    private async Task<BudgetInfo> ReadAsync()
    {
        await using var db = _db.CreateDbContext();
        return await db.ReadBudgetAsync(_user, TimeProvider.System.GetUtcNow(), Token);
    }
}
