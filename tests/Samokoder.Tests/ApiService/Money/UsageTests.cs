using System.Net;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Analytics;
using Samokoder.Contracts.Keys;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Usage;
using Samokoder.Data.Runs;
using Samokoder.Data.Usage;

namespace Samokoder.Tests.ApiService.Money;

[Collection(ApiTests.Name)]
public sealed class UsageTests(ApiFixture api)
{
    [Fact]
    public async Task The_summary_adds_up_by_day_provider_model_and_project_and_knows_only_its_caller()
    {
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var (first, second) = (await user.CreateProjectAsync(name: "First"), await user.CreateProjectAsync(name: "Second"));
        await SpendAsync(user, first, ("openai", "gpt-5", 100, 10, 0.5m, 0), ("openai", "gpt-5-mini", 50, 5, 0.1m, 1), ("demo", "builder", 7, 7, 0, 0));
        await SpendAsync(user, second, ("anthropic", "claude", 30, 3, 0.2m, 40));
        await SpendAsync(other, await other.CreateProjectAsync(), ("openai", "gpt-5", 9, 9, 9, 0));

        var all = await user.GetAsync<UsageSummary>($"v1/usage/summary?from={Today.AddDays(-60):yyyy-MM-dd}");

        Assert.Equal(new UsageTotals(4, 187, 0, 25, 0.8m), all.Total);
        Assert.Equal(61, all.Days.Count);
        Assert.Equal(
            [(Today.AddDays(-40), 0.2m), (Today.AddDays(-1), 0.1m), (Today, 0.5m)],
            all.Days.Where(d => d.Totals.Calls > 0).Select(d => (d.Day, d.Totals.CostUsd)));
        Assert.Equal([("openai", 0.6m), ("anthropic", 0.2m), ("demo", 0m)], all.Providers.Select(p => (p.Provider, p.Totals.CostUsd)));
        Assert.Equal(["gpt-5", "claude", "gpt-5-mini", "builder"], all.Models.Select(m => m.Model));
        Assert.Equal([("First", 0.6m), ("Second", 0.2m)], all.Projects.Select(p => (p.Name, p.Totals.CostUsd)));
        var month = await user.GetAsync<UsageSummary>("v1/usage/summary");
        Assert.Equal((30, 0.6m), (month.Days.Count, month.Total.CostUsd));
    }

    [Theory]
    [InlineData("from=2026-02-02&to=2026-02-01", "to")]
    [InlineData("from=2020-01-01&to=2026-01-01", "from")]
    [InlineData("from=yesterday", null)]
    [InlineData("from=0001-01-01&to=9999-12-31", "from")]
    public async Task A_range_that_makes_no_sense_is_refused(string query, string? field)
    {
        var user = await api.IdleUserAsync();
        foreach (var path in (string[])["usage/summary", "usage/records", "analytics/me"])
        {
            using var answer = await user.SendAsync(HttpMethod.Get, $"v1/{path}?{query}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            if (field is not null)
                Assert.Equal([field], (await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed)).Errors!.Keys);
        }
    }

    [Theory]
    [InlineData("from=0001-01-01&to=0001-01-02")]
    [InlineData("to=0001-01-02")]
    [InlineData("from=9999-12-30&to=9999-12-31")]
    public async Task The_first_and_the_last_days_of_the_calendar_are_only_empty(string query)
    {
        var user = await api.IdleUserAsync();
        Assert.Equal(0, (await user.GetAsync<UsageSummary>($"v1/usage/summary?{query}")).Total.Calls);
        Assert.Empty((await user.GetAsync<Page<UsageRecordInfo>>($"v1/usage/records?{query}")).Items);
        Assert.Equal(0, (await user.GetAsync<Contracts.Analytics.Analytics>($"v1/analytics/me?{query}")).Runs.Total);
    }

    [Fact]
    public async Task Records_are_paged_newest_first_and_keep_the_cost_of_deleted_projects()
    {
        using var user = await api.RegisterAsync();
        var project = await user.CreateProjectAsync(name: "Gone");
        await SpendAsync(user, project, [.. Enumerable.Range(0, 5).Select(i => ("openai", $"m{i}", 1L, 1L, 0.1m, 5 - i))]);
        using (await user.SendAsync(HttpMethod.Delete, $"v1/projects/{project.Project.Id}"))
        {
            // What was spent stays spent.
        }

        var seen = new List<UsageRecordInfo>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await user.GetAsync<Page<UsageRecordInfo>>($"v1/usage/records?limit=2&cursor={cursor}");
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }

        Assert.Equal(["m4", "m3", "m2", "m1", "m0"], seen.Select(r => r.Model));
        Assert.All(seen, r => Assert.Null(r.ProjectName));
        Assert.Null(Assert.Single((await user.GetAsync<UsageSummary>("v1/usage/summary")).Projects).Name);
    }

    [Fact]
    public async Task Limits_are_set_shown_and_taken_away()
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync(name: "Mine")).Project.Id;
        Assert.Equal((null, null, null, BudgetState.Good), Caps(await user.GetAsync<BudgetInfo>("v1/usage/budget")));

        var set = await PutAsync(user, new PutBudgetRequest(10, 5.5m, 0.000001m));
        Assert.Equal((10m, 5.5m, 0.000001m, BudgetState.Good), Caps(set));
        Assert.Equal((1, 0, 0, 0), (set.ResetsAt.Day, set.ResetsAt.Hour, set.ResetsAt.Minute, set.ResetsAt.Second));
        Assert.InRange(set.ResetsAt - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(31));
        using (var patched = await user.SendAsync(HttpMethod.Patch, $"v1/projects/{project}", new UpdateProjectRequest(Budget: new ProjectBudget(2))))
            Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        using (await user.SendAsync(HttpMethod.Patch, $"v1/projects/{project}", new UpdateProjectRequest(Description: "Words only")))
            Assert.Equal(new ProjectBudgetInfo(project, "Mine", 2, 0), Assert.Single((await user.GetAsync<BudgetInfo>("v1/usage/budget")).Projects));

        using (await user.SendAsync(HttpMethod.Patch, $"v1/projects/{project}", new UpdateProjectRequest(Budget: new ProjectBudget(null))))
            Assert.Empty((await user.GetAsync<BudgetInfo>("v1/usage/budget")).Projects);
        Assert.Equal((null, null, null, BudgetState.Good), Caps(await PutAsync(user, new PutBudgetRequest(null, null, null))));
    }

    [Theory]
    [InlineData("""{"monthlyCapUsd":-1}""", "monthlyCapUsd")]
    [InlineData("""{"projectCapUsd":1000001}""", "projectCapUsd")]
    [InlineData("""{"runCapUsd":0.0000001}""", "runCapUsd")]
    [InlineData("""{"monthlyCapUsd":1e30}""", null)]
    [InlineData("""{"monthlyCapUsd":"10"}""", null)]
    [InlineData("""{"monthlyCapUsd":NaN}""", null)]
    public async Task A_limit_that_is_no_amount_is_refused(string body, string? field)
    {
        var user = await api.IdleUserAsync();
        using var answer = await user.SendRawAsync(HttpMethod.Put, "v1/usage/budget", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        if (field is not null)
            Assert.Equal([field], (await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed)).Errors!.Keys);
    }

    [Fact]
    public async Task A_used_up_limit_refuses_paid_models_only_and_says_what_to_do()
    {
        using var user = await api.RegisterAsync();
        using (await user.SendAsync(HttpMethod.Put, "v1/keys/openai", new PutKeyRequest("sk-000000000000000000000001")))
        {
            // With a key the paid model could be used.
        }

        var project = await user.CreateProjectAsync();
        await PutAsync(user, new PutBudgetRequest(1, null, null));
        await SpendAsync(user, project, ("openai", "gpt-5", 1, 1, 0.85m, 0));
        Assert.Equal(BudgetState.Warning, (await user.GetAsync<BudgetInfo>("v1/usage/budget")).State);
        await PutAsync(user, new PutBudgetRequest(0.85m, null, null));

        var budget = await user.GetAsync<BudgetInfo>("v1/usage/budget");
        Assert.Equal((BudgetState.Stopped, 0.85m), (budget.State, budget.SpentUsd));
        var problem = await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, $"v1/projects/{project.Project.Id}/runs", new CreateRunRequest("More", "openai/gpt-5")),
            HttpStatusCode.PaymentRequired, ErrorCodes.BudgetExceeded);
        Assert.Contains("$0.85", problem.Detail, StringComparison.Ordinal);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("Another", Model: "openai/gpt-5")),
            HttpStatusCode.PaymentRequired, ErrorCodes.BudgetExceeded);
        await user.PostAsync<RunCreated>($"v1/projects/{project.Project.Id}/runs", new CreateRunRequest("More"), HttpStatusCode.Accepted);
        await PutAsync(user, new PutBudgetRequest(2, null, null));
        await user.PostAsync<RunCreated>($"v1/projects/{project.Project.Id}/runs", new CreateRunRequest("More", "openai/gpt-5"), HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Analytics_tell_how_runs_ended_and_how_long_they_took()
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        await using (var db = await api.DbAsync())
        {
            await db.Runs.Where(r => r.ProjectId == project).ExecuteDeleteAsync();
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 1; i <= 20; i++)
            {
                db.Runs.Add(new Run
                {
                    Id = Guid.CreateVersion7(), ProjectId = project, UserId = user.Id, Prompt = "x", Model = "demo/builder", CreatedAt = now,
                    Status = i <= 15 ? RunStatus.Succeeded : i <= 18 ? RunStatus.Failed : RunStatus.Cancelled,
                    ErrorCode = i is 16 or 17 ? ErrorCodes.RunStuck : i == 18 ? ErrorCodes.LlmBadKey : null, StartedAt = now, EndedAt = now.AddSeconds(i),
                });
            }
            await db.SaveChangesAsync();
        }

        var mine = await user.GetAsync<Contracts.Analytics.Analytics>("v1/analytics/me");

        Assert.Equal(new RunStatistics(20, 15, 3, 2, 0, 15 / 18d, 10.5, 19.05), mine.Runs with { P95Seconds = Math.Round(mine.Runs.P95Seconds!.Value, 6) });
        Assert.Equal([new(ErrorCodes.RunStuck, 2), new(ErrorCodes.LlmBadKey, 1)], mine.Failures);
        Assert.Equal((1, 0), (mine.Projects, mine.Usage.Calls));
    }

    [Fact]
    public async Task Only_administrators_see_the_whole_system()
    {
        await using var empty = await api.StartEmptyAsync();
        using var admin = new ApiUser(empty.Address);
        await admin.RegisterAsync();
        using var user = new ApiUser(empty.Address);
        await user.RegisterAsync();
        await user.CreateProjectAsync();

        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Get, "v1/analytics/system"), HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        var system = await admin.GetAsync<SystemAnalytics>("v1/analytics/system");
        Assert.Equal((2L, 1L, 1L, 1L, 1L, 0L), (system.Users, system.ActiveUsers, system.Projects, system.Runs.Total, system.QueuedRuns, system.RunningRuns));
        Assert.Null(system.Runs.SuccessRate);
    }

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    private static (decimal?, decimal?, decimal?, BudgetState) Caps(BudgetInfo budget) => (budget.MonthlyCapUsd, budget.ProjectCapUsd, budget.RunCapUsd, budget.State);

    private static async Task<BudgetInfo> PutAsync(ApiUser user, PutBudgetRequest request)
    {
        using var put = await user.SendAsync(HttpMethod.Put, "v1/usage/budget", request);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        return await user.GetAsync<BudgetInfo>("v1/usage/budget");
    }

    /// <summary>Through the journal, as a worker does; calls of former days are moved there afterwards.</summary>
    private async Task SpendAsync(ApiUser user, ProjectCreated project, params (string Provider, string Model, long Input, long Output, decimal Usd, int DaysAgo)[] calls)
    {
        await using var worker = await TestWorker.ClaimAsync(api, project.Run.Id);
        var entry = new JournalEntry();
        entry.Usage.AddRange(calls.Select(c => new UsageRecord
        {
            Id = Guid.CreateVersion7(), Provider = c.Provider, Model = c.Model, InputTokens = c.Input, OutputTokens = c.Output, CostUsd = c.Usd,
        }));
        await worker.WriteAsync(entry);
        await worker.SucceedAsync();
        await using var db = await api.DbAsync();
        var noon = new DateTimeOffset(Today, new TimeOnly(0, 0, 1), TimeSpan.Zero);
        foreach (var (record, call) in entry.Usage.Zip(calls))
            await db.UsageRecords.Where(u => u.Id == record.Id && u.UserId == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.At, noon.AddDays(-call.DaysAgo)));
    }
}
