using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Samokoder.ApiService.Features.Projects;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.ApiService;

/// <summary>Pages that are kept must never tell what was: whoever changes something, in whatever process, it is in the very next answer.</summary>
[Collection(ApiTests.Name)]
public sealed class KeptProjectPagesTests(ApiFixture api)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NpgsqlDataSource Database => api.Services.GetRequiredService<NpgsqlDataSource>();

    [Fact]
    public async Task What_another_process_changed_is_in_the_very_next_answer()
    {
        using var user = await api.RegisterAsync();
        await using var elsewhere = api.Start();
        using var there = SameBrowser(user, elsewhere);
        Assert.Empty(await ListAsync(user));

        var created = await there.CreateProjectAsync("A shopping list");
        Assert.Equal(created.Project.Id, Assert.Single(await ListAsync(user)).Id);
        (await there.SendAsync(HttpMethod.Patch, $"v1/projects/{created.Project.Id}", new UpdateProjectRequest("Another name"))).EnsureSuccessStatusCode();
        Assert.Equal("Another name", Assert.Single(await ListAsync(user)).Name);

        await using (var worker = await TestWorker.ClaimAsync(elsewhere.Services, created.Run.Id))
        {
            Assert.Equal(RunStatus.Running, Assert.Single(await ListAsync(user)).LastRun!.Status);
            await worker.SucceedAsync();
            Assert.Equal(ProjectStatus.Ready, Assert.Single(await ListAsync(user)).Status);
        }

        var second = await there.PostAsync<RunCreated>($"v1/projects/{created.Project.Id}/runs", new CreateRunRequest("Larger letters"), HttpStatusCode.Accepted);
        Assert.Equal(second.Run.Id, Assert.Single(await ListAsync(user)).LastRun!.Id);
        (await there.SendAsync(HttpMethod.Post, $"v1/runs/{second.Run.Id}/cancel")).EnsureSuccessStatusCode();
        Assert.Equal(RunStatus.Cancelled, Assert.Single(await ListAsync(user)).LastRun!.Status);
        (await there.SendAsync(HttpMethod.Delete, $"v1/projects/{created.Project.Id}")).EnsureSuccessStatusCode();
        Assert.Empty(await ListAsync(user));
    }

    [Fact]
    public async Task A_question_and_its_answer_are_in_the_very_next_answer()
    {
        using var user = await api.RegisterAsync();
        var run = (await user.CreateProjectAsync()).Run.Id;
        await using var worker = await TestWorker.ClaimAsync(api, run);
        Assert.Null(Assert.Single(await ListAsync(user)).LastRun!.OpenQuestion);
        var question = await worker.AskAsync("Which colour?", "Red", "Blue");
        Assert.Equal("Which colour?", Assert.Single(await ListAsync(user)).LastRun!.OpenQuestion!.Text);
        (await user.SendAsync(HttpMethod.Post, $"v1/runs/{run}/answer", new AnswerRequest(question, Choice: "Red"))).EnsureSuccessStatusCode();
        Assert.Equal(RunStatus.Queued, Assert.Single(await ListAsync(user)).LastRun!.Status);
    }

    /// <summary>Every column that the list shows, whoever writes to it.</summary>
    [Theory]
    [InlineData("projects", "name = 'changed'")]
    [InlineData("projects", "description = 'changed'")]
    [InlineData("projects", "starter = 'html'")]
    [InlineData("projects", "preview_id = md5(id::text)")]
    [InlineData("projects", "created_at = created_at - interval '1 hour'")]
    [InlineData("projects", "updated_at = updated_at + interval '1 hour'")]
    [InlineData("runs", "prompt = 'changed'")]
    [InlineData("runs", "model = 'changed'")]
    [InlineData("runs", "error_code = 'changed', error_detail = ''")]
    [InlineData("runs", "input_tokens = input_tokens + 1")]
    [InlineData("runs", "output_tokens = output_tokens + 1")]
    [InlineData("runs", "cost_usd = cost_usd + 1")]
    [InlineData("runs", "created_at = created_at - interval '1 hour'")]
    [InlineData("runs", "started_at = clock_timestamp()")]
    [InlineData("runs", "ended_at = clock_timestamp()")]
    [InlineData("questions", "text = 'changed'")]
    [InlineData("questions", "choices = '{changed}'")]
    [InlineData("questions", "answered_at = clock_timestamp()")]
    public async Task A_changed_column_changes_the_next_answer(string table, string change)
    {
        var user = await WaitingUserAsync();
        var before = await TextAsync(user);
        Assert.Equal(before, await TextAsync(user));
        await ExecuteAsync($"UPDATE {table} SET {change} WHERE {OwnedBy(table)}", user.Id);
        Assert.NotEqual(before, await TextAsync(user));
    }

    [Fact]
    public async Task Leases_and_numbers_of_events_leave_the_page_kept()
    {
        var user = await WaitingUserAsync();
        var versions = api.Services.GetRequiredService<ProjectListVersions>();
        var before = await versions.ReadAsync(user.Id, Cancel);
        await ExecuteAsync("UPDATE runs SET event_seq = event_seq + 1, lease_until = clock_timestamp(), lease_epoch = 7 WHERE user_id = $1", user.Id);
        Assert.Equal(before, await versions.ReadAsync(user.Id, Cancel));
    }

    [Fact]
    public async Task Changes_at_the_same_time_wait_for_nobody_and_each_is_seen_when_it_is_committed()
    {
        using var user = await api.RegisterAsync();
        var (first, second) = (await user.CreateProjectAsync("First"), await user.CreateProjectAsync("Second"));
        await using var connection = await Database.OpenConnectionAsync(Cancel);
        await using var open = await connection.BeginTransactionAsync(Cancel);
        await RenameAsync(connection, first.Project.Id, "Open");
        Assert.Equal(["First", "Second"], await NamesAsync(user));
        await using (var other = await Database.OpenConnectionAsync(Cancel))
            await RenameAsync(other, second.Project.Id, "Done");
        Assert.Equal(["Done", "First"], await NamesAsync(user));
        await open.CommitAsync(Cancel);
        Assert.Equal(["Done", "Open"], await NamesAsync(user));
    }

    [Fact]
    public async Task Nobody_gets_a_page_of_somebody_else_and_every_answer_has_what_was_done_before_it()
    {
        const int rounds = 25;
        var people = new List<ApiUser> { await api.RegisterAsync(), await api.RegisterAsync(), await api.RegisterAsync() };
        await Task.WhenAll(people.Select(async person =>
        {
            var project = (await person.CreateProjectAsync(name: "0")).Project.Id;
            for (var round = 1; round <= rounds; round++)
            {
                await ExecuteAsync($"UPDATE projects SET name = '{round}' WHERE owner_id = $1", person.Id);
                var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ListAsync(person)));
                Assert.All(answers, answer => Assert.Equal((project, $"{round}"), (Assert.Single(answer).Id, answer[0].Name)));
            }
        }));
        people.ForEach(p => p.Dispose());
    }

    [Fact]
    public async Task Pages_of_other_lengths_and_later_pages_are_told_apart()
    {
        using var user = await api.RegisterAsync();
        for (var i = 0; i < 3; i++)
            await user.CreateProjectAsync($"Number {i}");
        for (var round = 0; round < 2; round++)
        {
            var one = await user.GetAsync<Page<ProjectInfo>>("v1/projects?limit=1");
            Assert.Equal((1, 3), (one.Items.Count, (await ListAsync(user)).Count));
            Assert.NotEqual(one.Items[0].Id, Assert.Single((await user.GetAsync<Page<ProjectInfo>>($"v1/projects?limit=1&cursor={one.NextCursor}")).Items).Id);
        }
    }

    [Fact]
    public async Task Who_signs_out_gets_no_kept_page_from_any_process()
    {
        using var user = await api.RegisterAsync();
        await user.CreateProjectAsync();
        await using var elsewhere = api.Start();
        var token = user.Cookie(ServiceNames.AccessTokenCookie)!;
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        async Task<HttpStatusCode> StatusAsync(Uri address) => (await http.GetAsync(new Uri(address, "v1/projects"), Cancel)).StatusCode;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(api.Address), await StatusAsync(elsewhere.Address)));
        (await user.SendAsync(HttpMethod.Post, "v1/auth/logout")).EnsureSuccessStatusCode();
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (await StatusAsync(elsewhere.Address), await StatusAsync(api.Address)));
    }

    private static async Task<IReadOnlyList<ProjectInfo>> ListAsync(ApiUser user) => (await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items;

    private static async Task<IEnumerable<string>> NamesAsync(ApiUser user) => (await ListAsync(user)).Select(p => p.Name).Order(StringComparer.Ordinal);

    private static async Task<string> TextAsync(ApiUser user)
    {
        using var answer = await user.SendAsync(HttpMethod.Get, "v1/projects");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    private static ApiUser SameBrowser(ApiUser user, ApiFixture.Api process)
    {
        var there = new ApiUser(process.Address);
        there.SetCookie(ServiceNames.AccessTokenCookie, user.Cookie(ServiceNames.AccessTokenCookie));
        return there;
    }

    private static string OwnedBy(string table) => table switch
    {
        "projects" => "owner_id = $1",
        "runs" => "user_id = $1",
        _ => "run_id IN (SELECT id FROM runs WHERE user_id = $1)",
    };

    /// <summary>Somebody with a project whose run waits for an answer; the same for all who ask, as a registration costs a password hash.</summary>
    private async Task<ApiUser> WaitingUserAsync()
    {
        var user = await api.WaitingUserAsync();
        await using var db = await api.DbAsync();
        await db.Projects.Where(p => p.OwnerId == user.Id).ExecuteDeleteAsync(Cancel);
        await using var worker = await TestWorker.ClaimAsync(api, (await user.CreateProjectAsync()).Run.Id);
        await worker.AskAsync("Which colour?", "Red", "Blue");
        return user;
    }

    private static async Task RenameAsync(NpgsqlConnection connection, Guid project, string name)
    {
        await using var command = new NpgsqlCommand("SET LOCAL lock_timeout = '5s'; UPDATE projects SET name = @name WHERE id = @id", connection)
        {
            Parameters = { new("name", name), new("id", project) },
        };
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }

    private async Task ExecuteAsync(string sql, Guid user)
    {
        await using var command = Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = user });
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Cancel));
    }
}
