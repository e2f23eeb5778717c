using Samokoder.AgentService.Budgets;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Budgets;
using Samokoder.Data.Keys;
using Samokoder.Tests.AgentService.Runs;
using Samokoder.Tests.Support;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Budgets;

/// <summary>Whole runs with a paid model (a fake of its server, the catalogue's price) under limits.</summary>
public sealed class BudgetedTurnsTests(Stores stores)
{
    private const string Model = "openai/gpt-5";

    /// <summary>Of the fake's usage, 100 tokens in and 20 out, at 1.25 and 10 dollars a million.</summary>
    private const decimal CostOfTurn = 0.000325m;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_pays_for_its_turns_and_keeps_answers_as_short_as_the_limit_allows()
    {
        await using var host = await StartAsync(FakeOpenAI.Script(
            FakeReply.Calls("", ("write_file", new { path = "notes.txt", content = "x" })), FakeReply.Says("Done.")));
        var user = await AddUserAsync(host, new Budget { MonthlyCapUsd = 0.1m });

        var run = await host.WaitAsync(await host.AddRunAsync(await host.Data.AddProjectAsync(user), "A list", Model), RunStatus.Succeeded);

        Assert.Equal(host.Model.Requests.Count * CostOfTurn, run.CostUsd);
        await using var db = host.Data.CreateDbContext();
        var budget = await db.ReadBudgetAsync(user, TimeProvider.System.GetUtcNow(), Token);
        Assert.Equal((run.CostUsd, 0m), (budget.SpentUsd, budget.ReservedUsd));
        Assert.Equal(run.CostUsd, (await db.Projects.SingleAsync(p => p.OwnerId == user, Token)).SpentUsd);
        // 0.1 dollars pay for less than 10,000 tokens of this model.
        Assert.All(host.Model.Requests, r => Assert.InRange((int)(r["max_completion_tokens"] ?? r["max_tokens"])!, 2_000, 10_000));
    }

    [Fact]
    public async Task A_limit_without_room_for_the_next_turn_ends_the_run_before_the_call_and_says_what_to_do()
    {
        await using var host = await StartAsync(FakeOpenAI.Script(FakeReply.Says("Never asked.")));
        var user = await AddUserAsync(host, new Budget { MonthlyCapUsd = 0.01m });
        var runId = await host.AddRunAsync(await host.Data.AddProjectAsync(user), "A list", Model);

        var run = await host.WaitAsync(runId, RunStatus.Failed);

        Assert.Equal(ErrorCodes.BudgetExceeded, run.ErrorCode);
        Assert.Contains("$0.01", run.ErrorDetail, StringComparison.Ordinal);
        Assert.Empty(host.Model.Requests);
        await using var db = host.Data.CreateDbContext();
        Assert.Equal(Contracts.Notifications.NotificationKind.BudgetStopped, (await db.Notifications.SingleAsync(n => n.UserId == user, Token)).Kind);
        Assert.Empty(await db.BudgetReservations.ToListAsync(Token));
    }

    [Fact]
    public async Task Models_without_a_price_are_never_held_up()
    {
        await using var host = await StartAsync(FakeOpenAI.Script(FakeReply.Says("Done.")));
        var user = await AddUserAsync(host, new Budget { MonthlyCapUsd = 0, RunCapUsd = 0 });
        var runId = await host.AddRunAsync(await host.Data.AddProjectAsync(user), "A list", "openai/a-local-model");

        Assert.Equal(0, (await host.WaitAsync(runId, RunStatus.Succeeded)).CostUsd);
        Assert.All(host.Model.Requests, r => Assert.Null(r["max_completion_tokens"] ?? r["max_tokens"]));
    }

    [Fact]
    public async Task A_call_that_fails_costs_nothing_and_holds_nothing()
    {
        await using var host = await StartAsync(_ => FakeReply.Status(401));
        var user = await AddUserAsync(host, new Budget { MonthlyCapUsd = 1 });
        var runId = await host.AddRunAsync(await host.Data.AddProjectAsync(user), "A list", Model);

        Assert.Equal(ErrorCodes.LlmBadKey, (await host.WaitAsync(runId, RunStatus.Failed)).ErrorCode);

        await using var db = host.Data.CreateDbContext();
        Assert.Empty(await db.BudgetReservations.ToListAsync(Token));
        Assert.Empty(await db.BudgetMonths.ToListAsync(Token));
    }

    [Fact]
    public async Task Two_runs_that_cannot_pay_at_the_same_time_pay_one_after_the_other()
    {
        var first = new TaskCompletionSource();
        var calls = 0;
        await using var host = await StartAsync(
            _ => Interlocked.Increment(ref calls) == 1 ? FakeReply.Says("Done.").After(first.Task) : FakeReply.Says("Done."), ("Budgets:LookInterval", "00:00:00.100"));
        // One answer at its longest takes all of it.
        var user = await AddUserAsync(host, new Budget { MonthlyCapUsd = 0.2m });
        var runs = new[]
        {
            await host.AddRunAsync(await host.Data.AddProjectAsync(user), "One", Model), await host.AddRunAsync(await host.Data.AddProjectAsync(user), "Two", Model),
        };
        await Wait.UntilAsync(async () => (await StatusesAsync(host)).Count(s => s == RunStatus.Running) == 2 && calls == 1);
        first.SetResult();

        foreach (var run in runs) await host.WaitAsync(run, RunStatus.Succeeded);
        await using var db = host.Data.CreateDbContext();
        Assert.Equal(calls * CostOfTurn, (await db.ReadBudgetAsync(user, TimeProvider.System.GetUtcNow(), Token)).SpentUsd);
    }

    private Task<EngineHost> StartAsync(Func<System.Text.Json.Nodes.JsonNode, FakeReply> answer, params (string Key, string Value)[] settings) =>
        EngineHost.StartAsync(stores, answer, settings);

    private static async Task<Guid> AddUserAsync(EngineHost host, Budget limits)
    {
        var user = await host.Data.AddUserAsync();
        await using var db = host.Data.CreateDbContext();
        var now = TimeProvider.System.GetUtcNow();
        db.Budgets.Add(new Budget { UserId = user, MonthlyCapUsd = limits.MonthlyCapUsd, RunCapUsd = limits.RunCapUsd, UpdatedAt = now });
        db.ProviderKeys.Add(new ProviderKey
        {
            UserId = user, Provider = "openai", ProtectedKey = host.Protect(user, "sk-planted-1234"), Last4 = "1234", BaseUrl = host.Model.BaseUrl, CreatedAt = now,
            UpdatedAt = now,
        });
        await db.SaveChangesAsync(Token);
        return user;
    }

    private static async Task<List<RunStatus>> StatusesAsync(EngineHost host)
    {
        await using var db = host.Data.CreateDbContext();
        return await db.Runs.Select(r => r.Status).ToListAsync(Token);
    }
}
