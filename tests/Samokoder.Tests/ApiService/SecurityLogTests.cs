using System.Net;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Auth;

namespace Samokoder.Tests.ApiService;

/// <summary>The lines that whoever watches over an installation needs, and that nothing secret and nothing typed is in them.</summary>
[Collection(ApiTests.Name)]
public sealed class SecurityLogTests(ApiFixture api)
{
    private const string New = "another horse battery";

    [Fact]
    public async Task Sign_ins_good_and_bad_proofs_and_ends_are_logged_with_who_and_from_where()
    {
        using var user = await api.RegisterAsync();
        using var browser = api.Anonymous();
        const string typed = "my password in the wrong field";
        await LoginAsync(browser, $"{Guid.CreateVersion7():N}@example.org", typed);
        await LoginAsync(browser, user.Email, typed);
        await LoginAsync(browser, user.Email, ApiUser.Password);
        var secrets = new[] { typed, ApiUser.Password, browser.Cookie(ServiceNames.AccessTokenCookie)!, browser.Cookie(ServiceNames.RefreshTokenCookie)!, user.Email };
        using (await user.SendAsync(HttpMethod.Post, "v1/auth/tokens", new CreateTokenRequest("x", ["read"], 1, "wrong")))
        using (await browser.SendAsync(HttpMethod.Post, "v1/auth/logout"))
        {
            // What they answer is tested elsewhere.
        }

        Assert.Contains(Lines(user), l => l.Contains($"Signed in: account {user.Id}, by registration", StringComparison.Ordinal) && l.Contains("from 127.0.0.1", StringComparison.Ordinal));
        Assert.Contains(Lines(user), l => l.Contains("by password,", StringComparison.Ordinal));
        Assert.Contains(Lines(user), l => l.Contains("Sign-in failed", StringComparison.Ordinal) && l.Contains("wrong password", StringComparison.Ordinal));
        Assert.Contains(Security, l => l.Contains("Sign-in failed: account (null), wrong password", StringComparison.Ordinal));
        Assert.Contains(Lines(user), l => l.Contains("Proof failed", StringComparison.Ordinal) && l.EndsWith("Wrong ", StringComparison.Ordinal));
        Assert.Contains(Security, l => l.Contains("Sign-in ended", StringComparison.Ordinal));
        Assert.DoesNotContain(api.Logs.Lines, l => secrets.Any(s => l.Contains(s, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_asked_for_a_run_and_who_deleted_a_project_is_logged_so_that_other_lines_of_them_have_an_owner()
    {
        using var user = await api.RegisterAsync();
        var created = await user.CreateProjectAsync("my secret idea");
        using (await user.SendAsync(HttpMethod.Delete, $"v1/projects/{created.Project.Id}"))
        {
            // What it answers is tested elsewhere.
        }

        var begin = Assert.Single(Lines(user), l => l.Contains("Work asked for", StringComparison.Ordinal) && l.Contains($"project {created.Project.Id}, run {created.Run.Id}", StringComparison.Ordinal));
        Assert.Contains(Lines(user), l => l.Contains("Project deleted", StringComparison.Ordinal) && l.Contains($"project {created.Project.Id}", StringComparison.Ordinal));
        var signIn = begin.Split("sign-in ")[1].Split(',')[0];
        Assert.Contains(Lines(user), l => l.Contains($"sign-in {signIn}, from 127.0.0.1", StringComparison.Ordinal));
        Assert.DoesNotContain(Security, l => l.Contains("secret idea", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_lock_a_reused_refresh_token_and_changes_of_factors_are_logged()
    {
        using var user = await api.RegisterAsync();
        using var browser = api.Anonymous();
        for (var i = 0; i < 6; i++)
            await LoginAsync(browser, user.Email, "wrong");
        Assert.Contains(Security, l => l.Contains("Sign-in locked", StringComparison.Ordinal));

        var codes = (await SecondFactorTests.EnrolAsync(user)).Codes;
        Assert.Contains(Lines(user), l => l.Contains("Second factor set up", StringComparison.Ordinal));
        using (await user.SendAsync(HttpMethod.Post, "v1/auth/password", new ChangePasswordRequest(ApiUser.Password, New, codes[0])))
            Assert.Contains(Lines(user), l => l.Contains("Password changed", StringComparison.Ordinal) && l.Contains("by its owner", StringComparison.Ordinal));
        var made = await user.PostAsync<TokenCreated>("v1/auth/tokens", new CreateTokenRequest("x", ["read"], 1, New, codes[1]), HttpStatusCode.Created);
        Assert.Contains(Lines(user), l => l.Contains($"token made: account {user.Id}, token {made.Info.Id}", StringComparison.Ordinal));

        var used = user.Cookie(ServiceNames.RefreshTokenCookie)!;
        await user.PostAsync<SignedIn>("v1/auth/refresh", new { }, HttpStatusCode.OK);
        user.SetCookie(ServiceNames.RefreshTokenCookie, used);
        using (await user.SendAsync(HttpMethod.Post, "v1/auth/refresh"))
            Assert.Contains(Security, l => l.Contains("refresh token", StringComparison.Ordinal));
        string[] secrets = [New, made.Token, used, .. codes];
        Assert.DoesNotContain(api.Logs.Lines, l => secrets.Any(s => l.Contains(s, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refused_request_is_logged_by_its_route_and_never_by_what_stands_in_its_address()
    {
        using var user = await api.RegisterAsync();
        var id = Guid.CreateVersion7();
        using (await user.SendAsync(HttpMethod.Get, $"v1/projects/{id}?secret=in-the-address"))
        using (await user.SendAsync(HttpMethod.Get, "v1/admin/users"))
        using (await user.SendAsync(new HttpMethod("MADEUPMETHOD"), "v1/projects"))
        using (await api.GetWithTokenAsync("smk_of-somebody", "v1/projects"))
        {
            // What they answer is tested elsewhere.
        }

        Assert.Contains(Lines(user), l => l.Contains("Refused 404 not-found: GET /v1/projects/{id:guid}", StringComparison.Ordinal));
        Assert.Contains(Lines(user), l => l.Contains("Refused 403 forbidden: GET /v1/admin/users", StringComparison.Ordinal));
        Assert.Contains(Security, l => l.Contains("Refused 401 unauthenticated: GET /v1/projects", StringComparison.Ordinal));
        Assert.Contains(Security, l => l.Contains("Refused 405 method-not-allowed: (another)", StringComparison.Ordinal));
        Assert.DoesNotContain(Security, l => l.Contains("in-the-address", StringComparison.Ordinal) || l.Contains("smk_of", StringComparison.Ordinal) || l.Contains(id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_forges_a_line()
    {
        using var browser = api.Anonymous();
        const string forged = "x\nInformation Samokoder Signed in: account 1";
        browser.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9%0aSigned-in");
        await LoginAsync(browser, forged, forged);
        Assert.All(Security, l => Assert.DoesNotContain('\n', l));
        Assert.DoesNotContain(Security, l => l.Contains("Signed in: account 1", StringComparison.Ordinal) || l.Contains("Signed-in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_administrators_do_is_logged()
    {
        await using var empty = await api.StartEmptyAsync();
        using var admin = new ApiUser(empty.Address);
        using var user = new ApiUser(empty.Address);
        await admin.RegisterAsync();
        await user.RegisterAsync();
        using var answer = await admin.SendAsync(HttpMethod.Patch, $"v1/admin/users/{user.Id}", new UpdateUserRequest(Tier: "free"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(Security, l => l.Contains($"Administrator {admin.Id}: user.update on {user.Id}", StringComparison.Ordinal));
    }

    private IEnumerable<string> Security => api.Logs.Lines.Where(l => l.Contains("Auth.SecurityLog", StringComparison.Ordinal));

    private IEnumerable<string> Lines(ApiUser user) => Security.Where(l => l.Contains(user.Id.ToString(), StringComparison.Ordinal));

    private static async Task LoginAsync(ApiUser browser, string email, string password)
    {
        using var answer = await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(email, password));
        Assert.True((int)answer.StatusCode < 500);
    }
}
