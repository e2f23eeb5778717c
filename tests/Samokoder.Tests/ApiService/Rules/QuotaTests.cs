using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.ApiService.Features.Limits;
using Samokoder.ApiService.Http;
using Samokoder.Contracts;
using Samokoder.Contracts.Limits;
using Samokoder.Contracts.Projects;
using Samokoder.Data;
using Samokoder.Data.Projects;

namespace Samokoder.Tests.ApiService.Rules;

[Collection(ApiTests.Name)]
public sealed class QuotaTests(ApiFixture api)
{
    [Fact]
    public async Task Of_many_projects_at_once_none_is_one_too_many()
    {
        using var user = await UserOfAsync("starter");
        var answers = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => StatusAsync(user, $"List {i}")));
        Assert.Equal(10, answers.Count(s => s == HttpStatusCode.Created));
        Assert.Equal(15, answers.Count(s => s == HttpStatusCode.PaymentRequired));
        Assert.Equal(10, (await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items.Count);
        Assert.Equal(10, (await QuotaAsync(user, "projects-per-month")).Used);
    }

    [Fact]
    public async Task A_used_up_quota_says_when_there_is_more_and_a_deleted_project_does_not_give_the_month_back()
    {
        using var user = await UserOfAsync("free");
        var first = (await user.CreateProjectAsync()).Project.Id;
        await user.CreateProjectAsync();
        using (await user.SendAsync(HttpMethod.Delete, $"v1/projects/{first}"))
        {
            // Room for one more, but the month's two are spent.
        }

        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A third"));
        var problem = await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.PaymentRequired, ErrorCodes.QuotaExceeded);
        var month = await QuotaAsync(user, "projects-per-month");
        Assert.Equal((2, 2L), (month.Limit, month.Used));
        Assert.Contains(month.ResetsAt!.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), problem.Detail, StringComparison.Ordinal);
        Assert.Equal((1, 0, 0), (month.ResetsAt.Value.Day, month.ResetsAt.Value.Hour, month.ResetsAt.Value.Minute));
        Assert.Equal(1, (await QuotaAsync(user, "projects-in-all")).Used);
    }

    [Fact]
    public async Task Projects_of_earlier_months_fill_the_account()
    {
        using var user = await UserOfAsync("free");
        await using (var db = await api.DbAsync())
        {
            for (var i = 0; i < 2; i++)
            {
                db.Projects.Add(new Project
                {
                    Id = Guid.CreateVersion7(), OwnerId = user.Id, Name = "Old", Starter = "react-vite", PreviewId = Project.NewPreviewId(),
                    CreatedAt = DateTimeOffset.UnixEpoch, UpdatedAt = DateTimeOffset.UnixEpoch,
                });
            }

            await db.SaveChangesAsync();
        }

        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("One more"));
        var problem = await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.PaymentRequired, ErrorCodes.QuotaExceeded);
        Assert.Contains("Delete one", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(0, (await QuotaAsync(user, "projects-per-month")).Used);
    }

    [Fact]
    public async Task What_is_refused_or_invalid_is_not_counted()
    {
        using var user = await UserOfAsync("free");
        using (await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("   ")))
        using (await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list", Model: "nobody/knows")))
        {
            Assert.Equal(0, (await QuotaAsync(user, "projects-per-month")).Used);
        }
    }

    [Fact]
    public async Task A_feature_that_the_tier_lacks_is_refused_with_403_and_every_counter_moves()
    {
        using var free = await UserOfAsync("free");
        Assert.Equal((403, ErrorCodes.TierLacksFeature), await TakeAsync(free.Id, Quota.SharedPreviews));
        foreach (var (quota, name, limit) in new[] { (Quota.Exports, "exports-per-month", 2), (Quota.GitPushes, "git-pushes-per-month", 5) })
        {
            for (var i = 0; i < limit; i++)
                Assert.Null(await TakeAsync(free.Id, quota));
            Assert.Equal((402, ErrorCodes.QuotaExceeded), await TakeAsync(free.Id, quota));
            Assert.Equal(limit, (await QuotaAsync(free, name)).Used);
        }

        using var team = await UserOfAsync("team");
        Assert.Null(await TakeAsync(team.Id, Quota.SharedPreviews));
        var shared = await QuotaAsync(team, "shared-previews-per-month");
        Assert.Equal((null, 1L), (shared.Limit, shared.Used));
    }

    [Fact]
    public async Task Numbers_come_from_the_configuration()
    {
        await using var other = api.Start(("Limits:Free:ProjectsPerMonth", "1"), ("Limits:DefaultTier", "Free"), ("Limits:Free:RequestsPerMinute", "7"));
        using var user = new ApiUser(other.Address);
        await user.RegisterAsync();
        await user.CreateProjectAsync();
        Assert.Equal(HttpStatusCode.PaymentRequired, await StatusAsync(user, "One too many"));
        Assert.Equal([7, 100_000, 100_000], (await user.GetAsync<UserLimits>("v1/user/limits")).Rates.Select(r => r.Limit));
    }

    private async Task<(int, string)?> TakeAsync(Guid userId, Quota quota)
    {
        await using var scope = api.Services.CreateAsyncScope();
        await using var transaction = await scope.ServiceProvider.GetRequiredService<Transactions>().BeginAsync(TestContext.Current.CancellationToken);
        var refused = await scope.ServiceProvider.GetRequiredService<Quotas>().TakeAsync(userId, quota, TestContext.Current.CancellationToken);
        if (refused is not null)
            return (refused.StatusCode!.Value, refused.Code);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        return null;
    }

    private async Task<ApiUser> UserOfAsync(string tier)
    {
        var user = await api.RegisterAsync();
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Tier, tier));
        return user;
    }

    private static async Task<QuotaInfo> QuotaAsync(ApiUser user, string name) =>
        (await user.GetAsync<UserLimits>("v1/user/limits")).Quotas.Single(q => q.Name == name);

    private static async Task<HttpStatusCode> StatusAsync(ApiUser user, string prompt)
    {
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest(prompt));
        return answer.StatusCode;
    }
}
