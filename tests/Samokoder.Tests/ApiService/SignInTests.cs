using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Keys;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class SignInTests(ApiFixture api)
{
    [Fact]
    public async Task Registering_signs_in_and_logging_out_ends_it()
    {
        using var user = await api.RegisterAsync();
        var me = await user.GetAsync<UserInfo>("v1/auth/me");
        Assert.Equal(new UserInfo(user.Id, user.Email, user.Email.Split('@')[0], "team", me.IsAdmin, null), me);
        var token = user.Cookie(ServiceNames.AccessTokenCookie)!;

        using (var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/logout"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        Assert.Null(user.Cookie(ServiceNames.AccessTokenCookie));
        Assert.Null(user.Cookie(ServiceNames.RefreshTokenCookie));
        await ProblemAnswer.ExpectAsync(await api.GetWithTokenAsync(token, "v1/auth/me"), HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated);
    }

    [Fact]
    public async Task Logging_out_with_an_expired_access_token_still_ends_the_session()
    {
        using var user = await api.RegisterAsync();
        var token = user.Cookie(ServiceNames.AccessTokenCookie)!;
        user.SetCookie(ServiceNames.AccessTokenCookie, null);
        using (await user.SendAsync(HttpMethod.Post, "v1/auth/logout"))
        {
            // Its answer is tested above.
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetWithTokenAsync(token, "v1/auth/me")).StatusCode);
    }

    [Fact]
    public async Task The_same_change_from_several_tabs_at_once_is_never_a_failure_of_ours()
    {
        using var user = await api.RegisterAsync();
        Task<HttpStatusCode[]> AtOnceAsync(HttpMethod method, string path, object? body) => Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await user.SendAsync(method, path, body);
            return answer.StatusCode;
        }));

        Assert.All(await AtOnceAsync(HttpMethod.Put, "v1/keys/openai", new PutKeyRequest("sk-000000000000000000000001")), s => Assert.True(s is HttpStatusCode.OK or HttpStatusCode.Conflict));
        Assert.All(await AtOnceAsync(HttpMethod.Post, "v1/auth/logout", null), s => Assert.Equal(HttpStatusCode.NoContent, s));
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites()
    {
        using var user = api.Anonymous();
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/register", new RegisterRequest($"{Guid.CreateVersion7():N}@example.org", ApiUser.Password));
        var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(["access_token", "known_device", "refresh_token"], cookies.Select(c => c.Split('=')[0]).Order());
        Assert.All(cookies, c =>
        {
            Assert.Contains("; httponly", c, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; samesite=strict", c, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/;", $"{c};", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("; secure", c, StringComparison.OrdinalIgnoreCase);
        });
        Assert.DoesNotContain("eyJ", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_secure_when_the_proxy_in_front_speaks_https()
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var answer = await http.PostAsJsonAsync("v1/auth/register", new RegisterRequest($"{Guid.CreateVersion7():N}@example.org", ApiUser.Password));
        Assert.All(answer.Headers.GetValues("Set-Cookie"), c => Assert.Contains("; secure", c, StringComparison.OrdinalIgnoreCase));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security")); // 127.0.0.1: other programs of this machine use it without TLS.
        using var named = new HttpRequestMessage(HttpMethod.Get, "v1/auth/options") { Headers = { { "X-Forwarded-Host", "samokoder.example" } } };
        using var options = await http.SendAsync(named);
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(options.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task Over_TLS_no_cookie_counts_that_a_sibling_host_could_have_planted()
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var made = await http.PostAsJsonAsync("v1/auth/register", new RegisterRequest($"{Guid.CreateVersion7():N}@example.org", ApiUser.Password));
        var cookies = made.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(["__Host-access_token", "__Host-known_device", "__Host-refresh_token"], cookies.Select(c => c.Split('=')[0]).Order(StringComparer.Ordinal));
        Assert.All(cookies, c => Assert.DoesNotContain("domain=", c, StringComparison.OrdinalIgnoreCase));
        var token = cookies.Single(c => c.StartsWith("__Host-access_token=", StringComparison.Ordinal)).Split(';')[0];
        Assert.Equal(HttpStatusCode.OK, await MeAsync(http, token));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(http, token["__Host-".Length..]));
    }

    private static async Task<HttpStatusCode> MeAsync(HttpClient http, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/auth/me") { Headers = { { "Cookie", cookie } } };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_that_the_browser_had()
    {
        using var user = await api.RegisterAsync();
        var former = user.Cookie(ServiceNames.AccessTokenCookie)!;
        await user.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetWithTokenAsync(former, "v1/auth/me")).StatusCode);
        Assert.Single((await user.GetAsync<Page<SessionInfo>>("v1/auth/sessions")).Items);
    }

    [Theory]
    [InlineData("Correct horse battery")]
    [InlineData("correct horse battery ")]
    [InlineData("correct horse batter")]
    public async Task A_password_is_compared_as_it_was_typed(string other)
    {
        using var user = await api.RegisterAsync();
        using var browser = api.Anonymous();
        await ProblemAnswer.ExpectAsync(
            await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, other)), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_its_second_use_ends_the_session()
    {
        using var user = await api.RegisterAsync();
        var first = user.Cookie(ServiceNames.RefreshTokenCookie)!;
        var renewed = await user.PostAsync<SignedIn>("v1/auth/refresh", new { }, HttpStatusCode.OK);
        Assert.Equal(user.Id, renewed.User.Id);
        var second = user.Cookie(ServiceNames.RefreshTokenCookie)!;
        Assert.NotEqual(first, second);

        user.SetCookie(ServiceNames.RefreshTokenCookie, first);
        var access = user.Cookie(ServiceNames.AccessTokenCookie)!;
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, "v1/auth/refresh"), HttpStatusCode.Unauthorized, ErrorCodes.SessionEnded);

        user.SetCookie(ServiceNames.RefreshTokenCookie, second);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, "v1/auth/refresh"), HttpStatusCode.Unauthorized, ErrorCodes.SessionEnded);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetWithTokenAsync(access, "v1/auth/me")).StatusCode);
    }

    [Fact]
    public async Task Of_many_refreshes_at_once_with_one_token_at_most_one_succeeds()
    {
        using var user = await api.RegisterAsync();
        var token = user.Cookie(ServiceNames.RefreshTokenCookie)!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var tab = api.Anonymous();
            tab.SetCookie(ServiceNames.RefreshTokenCookie, token);
            using var answer = await tab.SendAsync(HttpMethod.Post, "v1/auth/refresh");
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(s => s == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Refresh_tokens_are_stored_as_hashes_only()
    {
        using var user = await api.RegisterAsync();
        var token = user.Cookie(ServiceNames.RefreshTokenCookie)!;
        await using var db = await api.DbAsync();
        var hashes = await db.RefreshTokens.Select(t => t.Hash).ToListAsync();
        Assert.Contains(hashes, h => h.SequenceEqual(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token))));
        Assert.Equal(43, token.Length);
    }

    [Fact]
    public async Task Signing_in_on_another_device_is_another_session()
    {
        using var user = await api.RegisterAsync();
        using var phone = api.Anonymous();
        await phone.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email.ToUpperInvariant(), ApiUser.Password), HttpStatusCode.OK);
        using (await user.SendAsync(HttpMethod.Post, "v1/auth/logout"))
        {
            // Ends only that device's session.
        }

        Assert.Equal(user.Id, (await phone.GetAsync<UserInfo>("v1/auth/me")).Id);
    }

    [Fact]
    public async Task The_bearer_header_wins_over_the_cookie()
    {
        using var one = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        one.Http.DefaultRequestHeaders.Authorization = new("Bearer", other.Cookie(ServiceNames.AccessTokenCookie));
        Assert.Equal(other.Id, (await one.GetAsync<UserInfo>("v1/auth/me")).Id);
    }

    [Fact]
    public async Task An_e_mail_has_one_account_whatever_its_case()
    {
        using var user = await api.RegisterAsync();
        using var second = api.Anonymous();
        await ProblemAnswer.ExpectAsync(
            await second.SendAsync(HttpMethod.Post, "v1/auth/register", new RegisterRequest(user.Email.ToUpperInvariant(), ApiUser.Password)),
            HttpStatusCode.Conflict, ErrorCodes.EmailTaken);
        Assert.Null(second.Cookie(ServiceNames.AccessTokenCookie));
    }

    [Fact]
    public async Task A_blocked_account_is_told_so_only_with_the_right_password_and_its_session_is_not_renewed()
    {
        using var user = await api.RegisterAsync();
        await using (var db = await api.DbAsync())
            await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsBlocked, true));

        using var browser = api.Anonymous();
        await ProblemAnswer.ExpectAsync(
            await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password)), HttpStatusCode.Forbidden, ErrorCodes.AccountBlocked);
        await ProblemAnswer.ExpectAsync(
            await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, "wrong password")), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, "v1/auth/refresh"), HttpStatusCode.Unauthorized, ErrorCodes.SessionEnded);
    }

    [Fact]
    public async Task Of_people_who_register_at_once_in_an_empty_installation_one_is_admin()
    {
        await using var empty = await api.StartEmptyAsync();
        var users = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using var user = new ApiUser(empty.Address);
            await user.RegisterAsync($"u{i}@example.org");
            return await user.GetAsync<UserInfo>("v1/auth/me");
        }));
        Assert.Single(users, u => u.IsAdmin);
    }
}
