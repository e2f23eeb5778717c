using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.ApiService.Features.Admin;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class AdminTests(ApiFixture api)
{
    [Fact]
    public async Task An_administrator_signs_somebody_out_everywhere_and_the_log_knows_it()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Delete, $"v1/admin/users/{user.Id}/sessions"), HttpStatusCode.Forbidden, ErrorCodes.Forbidden);
        using (var ended = await admin.SendAsync(HttpMethod.Delete, $"v1/admin/users/{user.Id}/sessions"))
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using (var me = await user.SendAsync(HttpMethod.Get, "v1/auth/me"))
            Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, "v1/auth/refresh"), HttpStatusCode.Unauthorized, ErrorCodes.SessionEnded);
        using var again = api.Anonymous();
        await again.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), HttpStatusCode.OK);
        var entry = (await admin.GetAsync<Page<AuditRecord>>("v1/admin/audit?limit=200")).Items.First(e => e.TargetId == user.Id);
        Assert.Equal(("user.end-sessions", 1), (entry.Action, entry.Before!.Value.GetProperty("sessions").GetInt32()));
    }

    [Fact]
    public async Task Users_are_listed_searched_and_paged_by_administrators_only()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Get, "v1/admin/users"), HttpStatusCode.Forbidden, ErrorCodes.Forbidden);

        var found = await admin.GetAsync<Page<AdminUser>>($"v1/admin/users?search={user.Email[3..20].ToUpperInvariant()}");
        Assert.Equal(user.Id, Assert.Single(found.Items, u => u.Email == user.Email).Id);
        Assert.Empty((await admin.GetAsync<Page<AdminUser>>("v1/admin/users?search=%25_%5C")).Items);
        var first = await admin.GetAsync<Page<AdminUser>>("v1/admin/users?limit=1");
        var second = await admin.GetAsync<Page<AdminUser>>($"v1/admin/users?limit=1&cursor={first.NextCursor}");
        Assert.Equal(user.Id, first.Items[0].Id);
        Assert.Equal(admin.Id, second.Items[0].Id);
    }

    [Fact]
    public async Task A_change_is_in_the_log_with_what_was_before_and_after()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        var changed = await PatchAsync(admin, user.Id, new UpdateUserRequest(Tier: "pro", IsAdmin: true));
        Assert.Equal(("pro", true), (changed.Tier, changed.IsAdmin));
        await PatchAsync(admin, user.Id, new UpdateUserRequest(Tier: "pro"));

        var entry = Assert.Single((await user.GetAsync<Page<AuditRecord>>("v1/admin/audit?limit=200")).Items, e => e.TargetId == user.Id);
        Assert.Equal(("user.update", admin.Id, admin.Email, user.Email, "127.0.0.1"), (entry.Action, entry.ActorId, entry.ActorEmail, entry.TargetEmail, entry.Address));
        Assert.Equal(("team", "pro"), (entry.Before!.Value.GetProperty("tier").GetString(), entry.After!.Value.GetProperty("tier").GetString()));
        Assert.Equal((false, true), (entry.Before.Value.GetProperty("isAdmin").GetBoolean(), entry.After.Value.GetProperty("isAdmin").GetBoolean()));
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET actor_email = 'somebody@example.org'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    public async Task No_statement_changes_what_was_logged(string statement)
    {
        await using var db = await api.DbAsync();
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => db.Database.ExecuteSqlRawAsync(statement));
        Assert.Contains("audit log", refused.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_act_without_its_entry()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync($"refused-{Guid.CreateVersion7():N}@example.org");
        await using var db = await api.DbAsync();
        // The log refuses entries about this person, so the act itself must fail.
        var refuse = $"ALTER TABLE audit_entries ADD CONSTRAINT refuse_one CHECK (target_email <> '{user.Email}')"; // DDL takes no parameters
        await db.Database.ExecuteSqlRawAsync(refuse);
        try
        {
            using var answer = await admin.SendAsync(HttpMethod.Patch, $"v1/admin/users/{user.Id}", new UpdateUserRequest(Tier: "free"));
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.Equal("team", (await db.Users.AsNoTracking().SingleAsync(u => u.Id == user.Id)).Tier);
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync("ALTER TABLE audit_entries DROP CONSTRAINT refuse_one");
        }
    }

    [Fact]
    public async Task Blocking_ends_sign_ins_and_tokens_at_once_and_stops_runs()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        var project = await user.CreateProjectAsync();
        var token = await user.PostAsync<TokenCreated>("v1/auth/tokens", new CreateTokenRequest("script", ["write"], 30, ApiUser.Password), HttpStatusCode.Created);
        Assert.Equal(HttpStatusCode.OK, (await api.GetWithTokenAsync(token.Token, "v1/auth/me")).StatusCode);
        Assert.Equal(user.Id, (await user.GetAsync<UserInfo>("v1/auth/me")).Id);
        await ProblemAnswer.ExpectAsync(
            await admin.SendAsync(HttpMethod.Patch, $"v1/admin/users/{user.Id}", new UpdateUserRequest(IsBlocked: true)), HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
        await PatchAsync(admin, user.Id, new UpdateUserRequest(IsBlocked: true, BlockedReason: "Spam."));

        Assert.Equal(HttpStatusCode.Unauthorized, (await user.SendAsync(HttpMethod.Get, "v1/auth/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetWithTokenAsync(token.Token, "v1/auth/me")).StatusCode);
        await using var db = await api.DbAsync();
        Assert.Equal(RunStatus.Cancelled, (await db.Runs.SingleAsync(r => r.Id == project.Run.Id)).Status);
        using var browser = api.Anonymous();
        var refused = await ProblemAnswer.ExpectAsync(
            await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password)), HttpStatusCode.Forbidden, ErrorCodes.AccountBlocked);
        Assert.Contains("Spam.", refused.Detail, StringComparison.Ordinal);

        await PatchAsync(admin, user.Id, new UpdateUserRequest(IsBlocked: false));
        await browser.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, (await api.GetWithTokenAsync(token.Token, "v1/auth/me")).StatusCode);
    }

    [Fact]
    public async Task What_a_block_could_not_stop_the_sweep_does()
    {
        using var user = await api.RegisterAsync();
        var project = await user.CreateProjectAsync();
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsBlocked, true));
        await api.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<BlockedUserSweep>().Single().SweepAsync(TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Cancelled, (await db.Runs.SingleAsync(r => r.Id == project.Run.Id)).Status);
    }

    [Fact]
    public async Task The_last_administrator_stays_one_also_when_two_remove_each_other()
    {
        await using var empty = await api.StartEmptyAsync();
        using var one = new ApiUser(empty.Address);
        await one.RegisterAsync("one@example.org");
        using var two = new ApiUser(empty.Address);
        await two.RegisterAsync("two@example.org");
        await ProblemAnswer.ExpectAsync(
            await one.SendAsync(HttpMethod.Patch, $"v1/admin/users/{one.Id}", new UpdateUserRequest(IsAdmin: false)), HttpStatusCode.Conflict, ErrorCodes.LastAdmin);
        await ProblemAnswer.ExpectAsync(
            await one.SendAsync(HttpMethod.Patch, $"v1/admin/users/{one.Id}", new UpdateUserRequest(IsBlocked: true, BlockedReason: "Me.")), HttpStatusCode.Conflict, ErrorCodes.LastAdmin);
        await PatchAsync(one, two.Id, new UpdateUserRequest(IsAdmin: true));

        var answers = await Task.WhenAll(
            one.SendAsync(HttpMethod.Patch, $"v1/admin/users/{two.Id}", new UpdateUserRequest(IsAdmin: false)),
            two.SendAsync(HttpMethod.Patch, $"v1/admin/users/{one.Id}", new UpdateUserRequest(IsAdmin: false)));
        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.OK);
        await using var db = await empty.Services.GetRequiredService<IDbContextFactory<Samokoder.Data.SamokoderDbContext>>().CreateDbContextAsync();
        Assert.Equal(1, await db.Users.CountAsync(u => u.IsAdmin && !u.IsBlocked));
    }

    [Fact]
    public async Task An_administrator_gives_out_a_link_for_a_new_password()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        var link = await admin.PostAsync<PasswordLink>($"v1/admin/users/{user.Id}/password-link", new { }, HttpStatusCode.OK);
        using var browser = api.Anonymous();
        using var reset = await browser.SendAsync(HttpMethod.Post, "v1/auth/password/reset", new ResetPasswordRequest(link.Path.Split("token=")[1], "another horse battery"));
        Assert.Equal(HttpStatusCode.NoContent, reset.StatusCode);
        await browser.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, "another horse battery"), HttpStatusCode.OK);
        Assert.Contains((await admin.GetAsync<Page<AuditRecord>>("v1/admin/audit?limit=200")).Items, e => e.TargetId == user.Id && e.Action == "user.password-link");
    }

    [Fact]
    public async Task Usage_of_a_user_is_counted()
    {
        using var admin = await api.RegisterAdminAsync();
        using var user = await api.RegisterAsync();
        Assert.Equal(new AdminUserUsage(0, 0, 0, 0, 0, 0, null), await admin.GetAsync<AdminUserUsage>($"v1/admin/users/{user.Id}/usage"));
        var project = await user.CreateProjectAsync();
        await using var db = await api.DbAsync();
        db.UsageRecords.Add(new()
        {
            Id = Guid.CreateVersion7(), UserId = user.Id, ProjectId = project.Project.Id, RunId = project.Run.Id, Provider = "openai", Model = "m",
            InputTokens = 7, OutputTokens = 5, CostUsd = 0.25m, At = TimeProvider.System.GetUtcNow(),
        });
        await db.SaveChangesAsync();
        var usage = await admin.GetAsync<AdminUserUsage>($"v1/admin/users/{user.Id}/usage");
        Assert.Equal((1, 1, 1, 7L, 5L, 0.25m), (usage.Projects, usage.Runs, usage.ActiveRuns, usage.InputTokens, usage.OutputTokens, usage.CostUsd));
    }

    private static async Task<AdminUser> PatchAsync(ApiUser admin, Guid id, UpdateUserRequest change)
    {
        using var answer = await admin.SendAsync(HttpMethod.Patch, $"v1/admin/users/{id}", change);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync<AdminUser>(answer.Content, ContractJson.Options))!;
    }
}
