using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.Tests.ApiService;

/// <summary>The list is read by a statement of its own: it must say what each project's own address says.</summary>
[Collection(ApiTests.Name)]
public sealed class ProjectListTests(ApiFixture api)
{
    [Fact]
    public async Task The_list_says_of_each_project_what_the_project_itself_says()
    {
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        await other.CreateProjectAsync("Somebody else's");
        var states = Enum.GetValues<RunStatus>();
        foreach (var status in states)
            await SetAsync(await user.CreateProjectAsync($"A list of {status}"), status);
        await using (var db = await api.DbAsync())
        {
            var empty = await user.CreateProjectAsync("Without a run");
            await db.Runs.Where(r => r.Id == empty.Run.Id).ExecuteDeleteAsync();
        }

        var list = (await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items;
        Assert.Equal(states.Length + 1, list.Count);
        Assert.Equal(list.OrderByDescending(p => p.UpdatedAt).Select(p => p.Id), list.Select(p => p.Id));
        foreach (var project in list)
            Assert.Equivalent(await user.GetAsync<ProjectInfo>($"v1/projects/{project.Id}"), project, strict: true);
        Assert.Equal("Which colour?", Assert.Single(list, p => p.Status == ProjectStatus.Waiting).LastRun!.OpenQuestion!.Text);
        Assert.Null(Assert.Single(list, p => p.Status == ProjectStatus.Empty).LastRun);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gaps()
    {
        using var user = await api.RegisterAsync();
        for (var i = 0; i < 5; i++)
            await user.CreateProjectAsync($"Number {i}");
        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await user.GetAsync<Page<ProjectInfo>>($"v1/projects?limit=2&cursor={cursor}");
            seen.AddRange(page.Items.Select(p => p.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Assert.Equal((await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items.Select(p => p.Id), seen);
    }

    private async Task SetAsync(ProjectCreated created, RunStatus status)
    {
        await using var db = await api.DbAsync();
        var now = TimeProvider.System.GetUtcNow();
        await db.Runs.Where(r => r.Id == created.Run.Id).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, status).SetProperty(r => r.StartedAt, now).SetProperty(r => r.InputTokens, 12).SetProperty(r => r.OutputTokens, 3)
            .SetProperty(r => r.CostUsd, 0.25m).SetProperty(r => r.EndedAt, status >= RunStatus.Succeeded ? now : null)
            .SetProperty(r => r.ErrorCode, status == RunStatus.Failed ? ErrorCodes.RunStuck : null)
            .SetProperty(r => r.ErrorDetail, status == RunStatus.Failed ? "In circles." : null));
        foreach (var answer in new[] { "Blue", null })
        {
            db.Questions.Add(new Question
            {
                Id = Guid.CreateVersion7(), RunId = created.Run.Id, CallId = "c", Text = answer is null ? "Which colour?" : "Before", Choices = ["Red", "Blue"],
                Answer = answer, AskedAt = now, AnsweredAt = answer is null ? null : now,
            });
        }

        await db.SaveChangesAsync();
    }
}
