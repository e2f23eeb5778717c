using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;

namespace Samokoder.Tests.ApiService;

/// <summary>Versions of a project: who sees them, how they differ, and going back to one.</summary>
[Collection(ApiTests.Name)]
public sealed class CheckpointTests(ApiFixture api)
{
    private const string Green = """[{"name":"build","status":"passed"},{"name":"render","status":"passed"}]""";
    private const string Red = """[{"name":"build","status":"passed"},{"name":"render","status":"failed","output":"The page is blank"}]""";

    [Fact]
    public async Task Going_back_makes_a_new_version_with_the_matrix_of_the_old_one_and_is_in_the_conversation()
    {
        using var user = await api.RegisterAsync();
        var project = await ProjectAsync(user);
        api.WhenAgentIsAsked(context => context.Response.WriteAsJsonAsync(new RestoredFilesInfo("cccc"), ContractJson.Options));

        var list = await ListAsync(user, project);
        Assert.Equal(["Second", "First"], list.Select(c => c.Title));
        Assert.Equal(RungStatus.Failed, list[0].Verification![1].Status);
        Assert.Equal("The page is blank", list[0].Verification![1].Output);

        var restored = await user.PostAsync<CheckpointInfo>($"v1/projects/{project}/checkpoints/{list[1].Id}/restore", new { }, HttpStatusCode.OK);
        Assert.Equal(("First", (Guid?)null), (restored.Title, restored.RunId));
        Assert.All(restored.Verification!, r => Assert.Equal(RungStatus.Passed, r.Status));
        Assert.Equal([restored.Id, list[0].Id, list[1].Id], (await ListAsync(user, project)).Select(c => c.Id));
        Assert.Equal(("POST", $"/internal/projects/{project}/restore"), api.Agent.Requests.Select(r => (r.Method, r.Target)).Single());
        var messages = await user.GetAsync<Page<MessageInfo>>($"v1/projects/{project}/messages");
        Assert.StartsWith("↩ First (", messages.Items[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_back_waits_for_no_run_and_is_refused_while_one_is_active()
    {
        using var user = await api.RegisterAsync();
        var project = await ProjectAsync(user);
        var first = (await ListAsync(user, project))[1];
        await user.PostAsync<RunCreated>($"v1/projects/{project}/runs", new CreateRunRequest("Another change"), HttpStatusCode.Accepted);
        api.WhenAgentIsAsked(_ => throw new InvalidOperationException("It must not be asked."));
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, $"v1/projects/{project}/checkpoints/{first.Id}/restore"), HttpStatusCode.Conflict, ErrorCodes.RunActive);
        Assert.Empty(api.Agent.Requests);
    }

    [Fact]
    public async Task A_run_that_is_asked_for_while_files_are_restored_is_added_after_that()
    {
        using var user = await api.RegisterAsync();
        var project = await ProjectAsync(user);
        var first = (await ListAsync(user, project))[1];
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.WhenAgentIsAsked(async context =>
        {
            asked.SetResult();
            await release.Task;
            await context.Response.WriteAsJsonAsync(new RestoredFilesInfo("cccc"), ContractJson.Options);
        });

        var restoring = user.PostAsync<CheckpointInfo>($"v1/projects/{project}/checkpoints/{first.Id}/restore", new { }, HttpStatusCode.OK);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var adding = user.PostAsync<RunCreated>($"v1/projects/{project}/runs", new CreateRunRequest("Another change"), HttpStatusCode.Accepted);
        await using (var db = await api.DbAsync())
            Assert.Equal(1, await db.Runs.CountAsync(r => r.ProjectId == project, TestContext.Current.CancellationToken));
        Assert.False(adding.IsCompleted);
        release.SetResult();
        var restored = await restoring;
        var run = await adding;
        Assert.True(run.Run.CreatedAt <= TimeProvider.System.GetUtcNow() && restored.Id != first.Id);
    }

    [Fact]
    public async Task A_version_of_somebody_else_does_not_exist()
    {
        using var owner = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var project = await ProjectAsync(owner);
        var id = (await ListAsync(owner, project))[0].Id;
        var own = await ProjectAsync(other);
        foreach (var path in (string[])[$"v1/projects/{project}/checkpoints", $"v1/projects/{project}/checkpoints/{id}/diff", $"v1/projects/{own}/checkpoints/{id}/diff"])
            await ProblemAnswer.ExpectAsync(await other.SendAsync(HttpMethod.Get, path), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        foreach (var path in (string[])[$"v1/projects/{project}/checkpoints/{id}/restore", $"v1/projects/{own}/checkpoints/{id}/restore"])
            await ProblemAnswer.ExpectAsync(await other.SendAsync(HttpMethod.Post, path), HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task A_diff_is_that_to_the_version_before_and_a_missing_agent_changes_nothing()
    {
        using var user = await api.RegisterAsync();
        var project = await ProjectAsync(user);
        var list = await ListAsync(user, project);
        api.WhenAgentIsAsked(context => context.Response.WriteAsync("diff --git a/x b/x"));
        using var diff = await user.SendAsync(HttpMethod.Get, $"v1/projects/{project}/checkpoints/{list[0].Id}/diff");
        Assert.Equal("diff --git a/x b/x", await diff.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal($"/internal/projects/{project}/commits/bbbb/diff?from=aaaa", api.Agent.Requests.Single().Target);

        api.WhenAgentIsAsked(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, $"v1/projects/{project}/checkpoints/{list[1].Id}/restore"), HttpStatusCode.ServiceUnavailable, ErrorCodes.Unavailable);
        Assert.Equal(2, (await ListAsync(user, project)).Count);
    }

    private static async Task<IReadOnlyList<CheckpointInfo>> ListAsync(ApiUser user, Guid project) =>
        (await user.GetAsync<Page<CheckpointInfo>>($"v1/projects/{project}/checkpoints")).Items;

    /// <summary>A project with two versions, of which the newer one failed a check, and no active run.</summary>
    private async Task<Guid> ProjectAsync(ApiUser user)
    {
        var created = await user.CreateProjectAsync();
        await using var worker = await TestWorker.ClaimAsync(api, created.Run.Id);
        foreach (var (sha, title, matrix) in new[] { ("aaaa", "First", Green), ("bbbb", "Second", Red) })
        {
            var entry = new JournalEntry();
            entry.Checkpoints.Add(new() { Id = Guid.CreateVersion7(), Sha = sha, Title = title, Verification = matrix });
            await worker.WriteAsync(entry);
        }
        await worker.SucceedAsync();
        return created.Project.Id;
    }
}
