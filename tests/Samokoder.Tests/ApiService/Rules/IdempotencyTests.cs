using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Limits;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Data.Projects;

namespace Samokoder.Tests.ApiService.Rules;

[Collection(ApiTests.Name)]
public sealed class IdempotencyTests(ApiFixture api)
{
    [Fact]
    public async Task Of_many_duplicates_at_once_exactly_one_creates_and_all_are_answered_alike()
    {
        using var user = await api.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => CreateAsync(user, "one", "A list of books")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.Created, a.Status));
        Assert.Single(answers.Select(a => a.Body).Distinct(StringComparer.Ordinal));
        Assert.Single(answers.Select(a => a.Location).Distinct(StringComparer.Ordinal));
        Assert.Equal(15, answers.Count(a => a.Replayed));
        Assert.Single((await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items);
        Assert.Equal(1, (await user.GetAsync<UserLimits>("v1/user/limits")).Quotas[0].Used);
    }

    [Fact]
    public async Task A_key_is_good_for_one_request_of_one_user_and_route()
    {
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var first = await CreateAsync(user, "k", "A list");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await CreateAsync(user, "k", "Another list")).Status);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(other, "k", "A list")).Status);
        var project = JsonSerializer.Deserialize<ProjectCreated>(first.Body, ContractJson.Options)!.Project.Id;
        using var run = await SendAsync(user, "k", $"v1/projects/{project}/runs", new CreateRunRequest("More"));
        Assert.Equal(HttpStatusCode.Accepted, run.StatusCode);
        using var again = await SendAsync(user, "k", $"v1/projects/{project}/runs", new CreateRunRequest("More"));
        Assert.Equal(await run.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(2, (await user.GetAsync<Page<RunInfo>>($"v1/projects/{project}/runs")).Items.Count);
    }

    [Fact]
    public async Task Links_and_restored_versions_are_made_once_too()
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        var checkpoint = await AddCheckpointAsync(project);
        var restores = 0;
        api.WhenAgentIsAsked(context =>
        {
            restores++;
            return Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(context.Response, new RestoredFilesInfo(new string('b', 40)), ContractJson.Options);
        });
        foreach (var (path, body) in new (string, object)[]
        {
            ($"v1/projects/{project}/preview/share", new SharePreviewRequest(PreviewAudience.Link)),
            ($"v1/projects/{project}/checkpoints/{checkpoint}/restore", new { }),
        })
        {
            using var first = await SendAsync(user, "k", path, body);
            using var again = await SendAsync(user, "k", path, body);
            Assert.True(first.IsSuccessStatusCode, $"{path}: {await first.Content.ReadAsStringAsync()}");
            Assert.True(again.Headers.Contains(StoredAnswer.ReplayedHeader), path);
            Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        }

        Assert.Equal(1, restores);
    }

    [Fact]
    public async Task A_refused_request_gives_its_key_back()
    {
        using var user = await api.RegisterAsync();
        using (var refused = await SendAsync(user, "k", "v1/projects", new CreateProjectRequest("")))
            await ProblemAnswer.ExpectAsync(refused, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        using (var broken = await SendRawAsync(user, "k", "v1/projects", "{"))
            await ProblemAnswer.ExpectAsync(broken, HttpStatusCode.BadRequest, ErrorCodes.MalformedBody);
        Assert.Equal(HttpStatusCode.Created, (await CreateAsync(user, "k", "A list")).Status);
    }

    [Fact]
    public async Task A_key_that_is_none_is_refused_and_a_request_without_one_creates_each_time()
    {
        using var user = await api.RegisterAsync();
        using (var refused = await SendAsync(user, new string('x', 201), "v1/projects", new CreateProjectRequest("A list")))
            await ProblemAnswer.ExpectAsync(refused, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        await user.CreateProjectAsync();
        await user.CreateProjectAsync();
        Assert.Equal(2, (await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items.Count);
    }

    [Fact]
    public async Task After_a_day_a_key_is_new_again_and_is_cleaned_away()
    {
        using var user = await api.RegisterAsync();
        await CreateAsync(user, "old", "A list");
        await CreateAsync(user, "older", "A list");
        await using var db = await api.DbAsync();
        var ours = db.IdempotentRequests.Where(r => r.UserId == user.Id);
        var yesterday = TimeProvider.System.GetUtcNow() - IdempotencyStore.Lifetime - TimeSpan.FromMinutes(1);
        await ours.ExecuteUpdateAsync(set => set.SetProperty(r => r.CreatedAt, yesterday));
        Assert.False((await CreateAsync(user, "old", "Another list")).Replayed);
        Assert.Equal(3, (await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items.Count);
        await ActivatorUtilities.CreateInstance<IdempotencyCleaner>(api.Services).CleanAsync(TestContext.Current.CancellationToken);
        Assert.Equal("old", Assert.Single(await ours.Select(r => r.Key).ToListAsync()));
    }

    [Fact]
    public async Task Kept_answers_are_not_readable_in_the_database()
    {
        using var user = await api.RegisterAsync();
        await CreateAsync(user, "k", "Unreadable words");
        await using var db = await api.DbAsync();
        var stored = await db.IdempotentRequests.SingleAsync(r => r.UserId == user.Id);
        Assert.NotEmpty(stored.Answer);
        Assert.DoesNotContain("Unreadable", Encoding.UTF8.GetString(stored.Answer), StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body, string? Location, bool Replayed)> CreateAsync(ApiUser user, string key, string prompt)
    {
        using var answer = await SendAsync(user, key, "v1/projects", new CreateProjectRequest(prompt));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Location?.ToString(), answer.Headers.Contains("Idempotency-Replayed"));
    }

    private static Task<HttpResponseMessage> SendAsync(ApiUser user, string key, string path, object body) =>
        SendRawAsync(user, key, path, JsonSerializer.Serialize(body, ContractJson.Options));

    private static Task<HttpResponseMessage> SendRawAsync(ApiUser user, string key, string path, string json)
    {
        var content = new StringContent(json, Encoding.UTF8, "application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Add("Origin", user.Origin);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return user.Http.SendAsync(request);
    }

    private async Task<Guid> AddCheckpointAsync(Guid project)
    {
        await using var db = await api.DbAsync();
        await db.Runs.Where(r => r.ProjectId == project).ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, RunStatus.Succeeded));
        var checkpoint = new Checkpoint { Id = Guid.CreateVersion7(), ProjectId = project, Sha = new string('a', 40), Title = "First", CreatedAt = TimeProvider.System.GetUtcNow() };
        db.Checkpoints.Add(checkpoint);
        await db.SaveChangesAsync();
        return checkpoint.Id;
    }
}
