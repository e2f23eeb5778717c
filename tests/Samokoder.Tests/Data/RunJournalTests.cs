using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.Data;

public sealed class RunJournalTests(Stores stores) : IAsyncLifetime
{
    private TestDatabase _db = null!;
    private RunLease _lease = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _db = await TestDatabase.CreateAsync(stores);
        await _db.AddRunAsync();
        _lease = Assert.Single(await _db.Queue.ClaimAsync("worker", 1, Token)).Lease;
    }

    public ValueTask DisposeAsync() => _db.DisposeAsync();

    [Fact]
    public async Task An_entry_is_stored_whole_and_its_events_follow_the_stored_ones()
    {
        var entry = new JournalEntry().Event(new PlanUpdated([new PlanTask("Написать", PlanTaskStatus.Doing)])).Event(new ToolStarted("c1", "write_file", "src/🛒.tsx"));
        entry.Steps.Add(Step(1, RunStepStatus.Started));
        entry.Messages.Add(new Message { Id = Guid.CreateVersion7(), Role = MessageRole.Assistant, Text = "Hello" });
        entry.Usage.Add(new UsageRecord
        {
            Id = Guid.CreateVersion7(), Provider = "openai", Model = "m", InputTokens = 100, CachedTokens = 40, OutputTokens = 7, CostUsd = 0.00012345m,
        });
        entry.Checkpoints.Add(new Checkpoint { Id = Guid.CreateVersion7(), Sha = "abc", Title = "First", Verification = "[]" });

        var published = await AppendAsync(entry);

        Assert.Equal([2L, 3L], published.Select(e => e.Id!.Value));
        var stored = await _db.Journal.ReadEventsAsync(_lease.RunId, 1, 10, Token);
        Assert.Equal(published.Select(e => (e.Id, e.Type, e.Data.GetRawText())), stored.Select(e => (e.Id, e.Type, e.Data.GetRawText())));
        Assert.Equal("src/🛒.tsx", stored[1].Read<ToolStarted>().Target);
        var run = await _db.GetRunAsync(_lease.RunId);
        Assert.Equal((100L, 7L, 0.00012345m, 0), (run.InputTokens, run.OutputTokens, run.CostUsd, run.Attempts));
        await using var db = _db.CreateDbContext();
        Assert.Equal(40, Assert.Single(db.UsageRecords).CachedTokens);
        Assert.Equal("abc", Assert.Single(db.Checkpoints).Sha);
    }

    [Fact]
    public async Task Completing_a_step_updates_its_row()
    {
        var started = new JournalEntry();
        started.Steps.Add(Step(1, RunStepStatus.Started));
        await AppendAsync(started);
        var completed = new JournalEntry();
        completed.Steps.Add(Step(1, RunStepStatus.Completed, """{"text":"ok"}"""));
        await AppendAsync(completed);

        var step = Assert.Single(await _db.Journal.ReadStepsAsync(_lease.RunId, Token));

        Assert.Equal((RunStepStatus.Completed, """{"text":"ok"}"""), (step.Status, step.Result));
    }

    [Theory]
    [InlineData(RunStatus.Succeeded, true)]
    [InlineData(RunStatus.Failed, true)]
    [InlineData(RunStatus.Waiting, false)]
    public async Task A_run_that_ends_or_parks_gives_up_its_lease(RunStatus status, bool ended)
    {
        var error = status == RunStatus.Failed ? new RunError("llm-bad-key", "The key was refused.") : null;

        await AppendAsync(new JournalEntry().ChangeStatus(status, error));

        var run = await _db.GetRunAsync(_lease.RunId);
        Assert.Equal((status, ended, null, error?.Code), (run.Status, run.EndedAt is not null, run.LeaseOwner, run.ErrorCode));
        await Assert.ThrowsAsync<LeaseLostException>(() => AppendAsync(new JournalEntry().Event(new PlanUpdated([]))));
    }

    [Fact]
    public async Task Parallel_appends_get_ids_without_gap_or_repetition()
    {
        var published = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AppendAsync(new JournalEntry().Event(new PlanUpdated([])).Event(new PlanUpdated([])))));

        Assert.Equal(Enumerable.Range(2, 100).Select(i => (long)i), published.SelectMany(p => p).Select(e => e.Id!.Value).Order());
    }

    private Task<IReadOnlyList<RunEvent>> AppendAsync(JournalEntry entry) => _db.Journal.AppendAsync(_lease, entry, DateTimeOffset.UnixEpoch);

    private RunStep Step(long seq, RunStepStatus status, string? result = null) => new()
    {
        RunId = _lease.RunId, Seq = seq, Kind = RunStepKind.Tool, Name = "write_file", CallId = "c1", Payload = """{"path":"a"}""", Result = result,
        Status = status, LeaseEpoch = _lease.Epoch, StartedAt = DateTimeOffset.UnixEpoch, EndedAt = result is null ? null : DateTimeOffset.UnixEpoch,
    };
}
