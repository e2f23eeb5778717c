using System.Net;
using System.Net.Http.Json;
using Samokoder.ApiService.Features.Projects;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class ProjectTests(ApiFixture api)
{
    [Fact]
    public async Task A_project_comes_with_its_first_run_queued_and_the_prompt_as_first_message()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync("  A shopping list with name, quantity and a bought checkbox  ");
        Assert.Equal("A shopping list with name, quantity and a bought checkbox", created.Project.Name);
        Assert.Equal((ProjectStatus.Building, StarterIds.Automatic), (created.Project.Status, created.Project.Starter));
        Assert.Equal((RunStatus.Queued, "demo/builder", created.Project.Id), (created.Run.Status, created.Run.Model, created.Run.ProjectId));

        var read = await user.GetAsync<ProjectInfo>($"v1/projects/{created.Project.Id}");
        Assert.Equal(created.Run.Id, read.LastRun!.Id);
        var message = Assert.Single((await user.GetAsync<Page<MessageInfo>>($"v1/projects/{created.Project.Id}/messages")).Items);
        Assert.Equal((MessageRole.User, "A shopping list with name, quantity and a bought checkbox", created.Run.Id), (message.Role, message.Text, message.RunId));
    }

    [Theory]
    [InlineData("Список покупок/дел «Дом»")]
    [InlineData("🛒🏳️‍🌈 list")]
    [InlineData("../../etc/passwd")]
    [InlineData("名前")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Robert'); DROP TABLE projects;--")]
    public async Task Any_name_is_kept_as_it_is(string name)
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync(name: name);
        Assert.Equal(name, (await user.GetAsync<ProjectInfo>($"v1/projects/{created.Project.Id}")).Name);
    }

    [Theory]
    [InlineData("Short one", "Short one")]
    [InlineData("A shopping list with name, quantity and a bought checkbox, and then some more words that do not fit", "A shopping list with name, quantity and a bought checkbox")]
    [InlineData("Учёт книг:\n\nавтор,\tназвание", "Учёт книг: автор, название")]
    [InlineData("...", "...")]
    public void The_name_is_taken_from_whole_first_words(string prompt, string name) => Assert.Equal(name, ProjectName.From(prompt));

    [Fact]
    public void A_first_word_that_is_too_long_is_cut_between_characters()
    {
        const string family = "👨‍👩‍👧‍👦";
        Assert.Equal(string.Concat(Enumerable.Repeat(family, 60 / family.Length)), ProjectName.From(string.Concat(Enumerable.Repeat(family, 40))));
        Assert.Equal(60, ProjectName.From(new string('字', 200)).Length);
    }

    [Fact]
    public async Task Pages_show_every_project_once_last_changed_first()
    {
        using var user = await api.RegisterAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
            ids.Add((await user.CreateProjectAsync($"Project {i}")).Project.Id);

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await user.GetAsync<Page<ProjectInfo>>($"v1/projects?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(p => p.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        ids.Reverse();
        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task A_project_is_renamed_described_and_deleted_with_everything_in_it()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        var path = $"v1/projects/{created.Project.Id}";
        using (var renamed = await user.SendAsync(HttpMethod.Patch, path, new UpdateProjectRequest("Новое имя")))
            Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
        using (var described = await user.SendAsync(HttpMethod.Patch, path, new UpdateProjectRequest(Description: "What it is for")))
            Assert.Equal(HttpStatusCode.OK, described.StatusCode);
        var read = await user.GetAsync<ProjectInfo>(path);
        Assert.Equal(("Новое имя", "What it is for"), (read.Name, read.Description));
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Patch, path, new UpdateProjectRequest(" ")), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);

        using (var deleted = await user.SendAsync(HttpMethod.Delete, path))
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Get, path), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Get, $"v1/runs/{created.Run.Id}"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Delete, path), HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Theory]
    [InlineData("GET", "v1/projects/{project}", null)]
    [InlineData("PATCH", "v1/projects/{project}", """{"name":"Mine now"}""")]
    [InlineData("DELETE", "v1/projects/{project}", null)]
    [InlineData("GET", "v1/projects/{project}/runs", null)]
    [InlineData("POST", "v1/projects/{project}/runs", """{"prompt":"Change it"}""")]
    [InlineData("GET", "v1/projects/{project}/messages", null)]
    [InlineData("GET", "v1/projects/{project}/files", null)]
    [InlineData("GET", "v1/projects/{project}/files/src/App.tsx", null)]
    [InlineData("PUT", "v1/projects/{project}/files/src/App.tsx", "x")]
    [InlineData("DELETE", "v1/projects/{project}/files/src/App.tsx", null)]
    [InlineData("GET", "v1/projects/{project}/preview", null)]
    [InlineData("POST", "v1/projects/{project}/preview/start", null)]
    [InlineData("POST", "v1/projects/{project}/preview/stop", null)]
    [InlineData("GET", "v1/runs/{run}", null)]
    [InlineData("GET", "v1/runs/{run}/events", null)]
    [InlineData("POST", "v1/runs/{run}/cancel", null)]
    [InlineData("POST", "v1/runs/{run}/answer", """{"questionId":"{run}","text":"Yes"}""")]
    public async Task What_belongs_to_somebody_else_does_not_exist(string method, string path, string? body)
    {
        using var owner = await api.RegisterAsync();
        var other = await api.IdleUserAsync();
        using var nobody = api.Anonymous();
        var created = await owner.CreateProjectAsync();
        string Fill(string text) => text.Replace("{project}", $"{created.Project.Id}", StringComparison.Ordinal).Replace("{run}", $"{created.Run.Id}", StringComparison.Ordinal);
        Task<HttpResponseMessage> SendAsync(ApiUser user) =>
            body is null ? user.SendAsync(new HttpMethod(method), Fill(path)) : user.SendRawAsync(new HttpMethod(method), Fill(path), Fill(body));

        await ProblemAnswer.ExpectAsync(await SendAsync(other), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        await ProblemAnswer.ExpectAsync(await SendAsync(nobody), HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated);
        Assert.Equal(created.Project.Name, (await owner.GetAsync<ProjectInfo>($"v1/projects/{created.Project.Id}")).Name);
        Assert.Equal(RunStatus.Queued, (await owner.GetAsync<RunInfo>($"v1/runs/{created.Run.Id}")).Status);
    }

    [Fact]
    public async Task Lists_and_keys_are_each_persons_own()
    {
        using var owner = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        await owner.CreateProjectAsync();
        using (await owner.SendAsync(HttpMethod.Put, "v1/keys/openai", new PutKeyRequest("sk-000000000000000000000001")))
            Assert.Empty((await other.GetAsync<Page<KeyInfo>>("v1/keys")).Items);
        Assert.Empty((await other.GetAsync<Page<ProjectInfo>>("v1/projects")).Items);
        await ProblemAnswer.ExpectAsync(await other.SendAsync(HttpMethod.Delete, "v1/keys/openai"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        Assert.Single((await owner.GetAsync<Page<KeyInfo>>("v1/keys")).Items);
    }

    [Fact]
    public async Task A_queued_run_is_cancelled_at_once_and_only_once()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        using (var cancelled = await user.SendAsync(HttpMethod.Post, $"v1/runs/{created.Run.Id}/cancel"))
            Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        var run = await user.GetAsync<RunInfo>($"v1/runs/{created.Run.Id}");
        Assert.Equal(RunStatus.Cancelled, run.Status);
        Assert.NotNull(run.EndedAt);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, $"v1/runs/{created.Run.Id}/cancel"), HttpStatusCode.Conflict, ErrorCodes.RunNotActive);
        Assert.Equal(ProjectStatus.Failed, (await user.GetAsync<ProjectInfo>($"v1/projects/{created.Project.Id}")).Status);
    }

    [Fact]
    public async Task A_prompt_that_waits_behind_another_can_be_taken_back_and_never_begins()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        await using var worker = await TestWorker.ClaimAsync(api, created.Run.Id);
        using var asked = await user.SendAsync(HttpMethod.Post, $"v1/projects/{created.Project.Id}/runs", new CreateRunRequest("And a total"));
        var waiting = (await asked.Content.ReadFromJsonAsync<RunCreated>(ContractJson.Options))!.Run;
        Assert.Equal((RunStatus.Queued, null), (waiting.Status, waiting.StartedAt));

        using (var cancelled = await user.SendAsync(HttpMethod.Post, $"v1/runs/{waiting.Id}/cancel"))
            Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);

        var taken = await user.GetAsync<RunInfo>($"v1/runs/{waiting.Id}");
        Assert.Equal((RunStatus.Cancelled, null), (taken.Status, taken.StartedAt));
        Assert.Equal(RunStatus.Running, (await user.GetAsync<RunInfo>($"v1/runs/{created.Run.Id}")).Status);
    }

    [Fact]
    public async Task A_question_is_shown_with_its_run_and_answered_once()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync();
        await using var worker = await TestWorker.ClaimAsync(api, created.Run.Id);
        var question = await worker.AskAsync("Which colour?", "red", "blue");
        Assert.Equal(ProjectStatus.Waiting, (await user.GetAsync<ProjectInfo>($"v1/projects/{created.Project.Id}")).Status);
        var open = (await user.GetAsync<RunInfo>($"v1/runs/{created.Run.Id}")).OpenQuestion!;
        Assert.Equal((question, "Which colour?"), (open.Id, open.Text));
        Assert.Equal(["red", "blue"], open.Choices);

        var path = $"v1/runs/{created.Run.Id}/answer";
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, path, new AnswerRequest(question)), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, path, new AnswerRequest(question, "red", "red")), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, path, new AnswerRequest(question, Choice: "green")), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, path, new AnswerRequest(Guid.CreateVersion7(), "red")), HttpStatusCode.Conflict, ErrorCodes.QuestionNotOpen);
        using (var answered = await user.SendAsync(HttpMethod.Post, path, new AnswerRequest(question, Choice: "blue")))
            Assert.Equal(HttpStatusCode.Accepted, answered.StatusCode);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, path, new AnswerRequest(question, Choice: "blue")), HttpStatusCode.Conflict, ErrorCodes.QuestionNotOpen);
        Assert.Equal(RunStatus.Queued, (await user.GetAsync<RunInfo>($"v1/runs/{created.Run.Id}")).Status);
        Assert.Equal("blue", (await user.GetAsync<Page<MessageInfo>>($"v1/projects/{created.Project.Id}/messages")).Items[^1].Text);
    }
}
