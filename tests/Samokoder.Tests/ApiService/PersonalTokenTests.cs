using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Projects;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class PersonalTokenTests(ApiFixture api)
{
    [Fact]
    public async Task A_token_does_what_its_scopes_say_and_nothing_with_accounts()
    {
        using var user = await api.RegisterAsync();
        var read = await CreateAsync(user, "read");
        var write = await CreateAsync(user, "write");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(read.Token, HttpMethod.Get, "v1/projects"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(write.Token, HttpMethod.Get, "v1/auth/me"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(read.Token, HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list")));
        Assert.Equal(HttpStatusCode.Created, await StatusAsync(write.Token, HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list")));
        using var http = Client(write.Token);
        await ProblemAnswer.ExpectAsync(await http.GetAsync(new Uri("v1/auth/tokens", UriKind.Relative)), HttpStatusCode.Forbidden, ErrorCodes.TokenScope);
    }

    /// <summary>Every route of the API, so that a new one is held to it too.</summary>
    [Fact]
    public async Task A_read_token_changes_nothing_on_any_route_and_no_token_reaches_accounts_or_administration()
    {
        using var user = await api.RegisterAsync();
        var (read, write) = ((await CreateAsync(user, "read")).Token, (await CreateAsync(user, "write")).Token);
        var routes = api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal) && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => (Path: e.RoutePattern.RawText!, Method: new HttpMethod(m)))).ToList();
        Assert.True(routes.Count > 40);
        foreach (var (path, method) in routes)
        {
            var target = System.Text.RegularExpressions.Regex.Replace(path, @"\{[^}]*:guid\}", Guid.CreateVersion7().ToString(), System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal);
            var isAccount = path.StartsWith("/v1/admin", StringComparison.Ordinal) || (path.StartsWith("/v1/auth", StringComparison.Ordinal) && path != "/v1/auth/me");
            if (isAccount)
                Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, await StatusAsync(write, method, target)));
            if (method != HttpMethod.Get)
                Assert.Equal((method, path, HttpStatusCode.Forbidden), (method, path, await StatusAsync(read, method, target)));
        }
    }

    [Fact]
    public async Task It_is_shown_once_stored_as_a_hash_listed_and_revoked_at_once()
    {
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var made = await CreateAsync(user, "write");
        Assert.Matches("^smk_[A-Za-z0-9_-]{43}$", made.Token);
        await using (var db = await api.DbAsync())
            Assert.Equal(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(made.Token)), (await db.PersonalTokens.SingleAsync(t => t.Id == made.Info.Id)).Hash);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(made.Token, HttpMethod.Get, "v1/auth/me"));
        var listed = Assert.Single((await user.GetAsync<Page<TokenInfo>>("v1/auth/tokens")).Items);
        Assert.Equal(made.Token[^4..], listed.Hint);
        Assert.Equal(["read", "write"], listed.Scopes);
        Assert.NotNull(listed.LastUsedAt);
        await ProblemAnswer.ExpectAsync(await other.SendAsync(HttpMethod.Delete, $"v1/auth/tokens/{listed.Id}"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        using (var revoked = await user.SendAsync(HttpMethod.Delete, $"v1/auth/tokens/{listed.Id}"))
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(made.Token, HttpMethod.Get, "v1/auth/me"));
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains(made.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_ends_on_its_day_and_with_a_block_of_its_owner()
    {
        using var user = await api.RegisterAsync();
        var (one, two) = (await CreateAsync(user, "read"), await CreateAsync(user, "read"));
        await using var db = await api.DbAsync();
        await db.PersonalTokens.Where(t => t.Id == one.Info.Id).ExecuteUpdateAsync(set => set.SetProperty(t => t.ExpiresAt, TimeProvider.System.GetUtcNow()));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(one.Token, HttpMethod.Get, "v1/auth/me"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(two.Token, HttpMethod.Get, "v1/auth/me"));
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsBlocked, true));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(two.Token, HttpMethod.Get, "v1/auth/me"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("smk_nonsense", HttpMethod.Get, "v1/auth/me"));
    }

    [Theory]
    [InlineData("", "read", 30)]
    [InlineData("x", "admin", 30)]
    [InlineData("x", null, 30)]
    [InlineData("x", "read", 0)]
    [InlineData("x", "read", 366)]
    public async Task A_token_without_a_name_a_known_scope_and_an_end_is_not_made(string name, string? scope, int days)
    {
        var user = await api.IdleUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/tokens", new CreateTokenRequest(name, scope is null ? [] : [scope], days, ApiUser.Password));
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.ValidationFailed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not the password")]
    public async Task A_stolen_session_makes_no_token(string? password)
    {
        using var user = await api.RegisterAsync();
        await ProblemAnswer.ExpectAsync(await AskAsync(user, password), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        Assert.Empty((await user.GetAsync<Page<TokenInfo>>("v1/auth/tokens")).Items);
    }

    [Fact]
    public async Task Guessing_the_password_for_a_token_is_locked_also_with_a_key_that_repeats_requests()
    {
        using var user = await api.RegisterAsync();
        user.Http.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        for (var i = 0; i < 5; i++)
            await ProblemAnswer.ExpectAsync(await AskAsync(user, $"guess {i}"), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        await ProblemAnswer.ExpectAsync(await AskAsync(user, ApiUser.Password), HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);
    }

    [Fact]
    public async Task With_a_second_factor_a_token_takes_password_and_code_and_the_right_password_forgives_no_code()
    {
        using var user = await api.RegisterAsync();
        var codes = (await SecondFactorTests.EnrolAsync(user)).Codes;
        await ProblemAnswer.ExpectAsync(await AskAsync(user, ApiUser.Password), HttpStatusCode.Unauthorized, ErrorCodes.CodeRequired);
        await ProblemAnswer.ExpectAsync(await AskAsync(user, "not the password", codes[0]), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);
        using (var made = await AskAsync(user, ApiUser.Password, codes[0]))
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        for (var i = 0; i < 5; i++)
            await ProblemAnswer.ExpectAsync(await AskAsync(user, ApiUser.Password, "nonsense"), HttpStatusCode.Unauthorized, ErrorCodes.CodeInvalid);
        await ProblemAnswer.ExpectAsync(await AskAsync(user, ApiUser.Password, codes[1]), HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);
    }

    [Fact]
    public async Task Without_a_password_it_takes_a_sign_in_of_a_moment_ago()
    {
        using var user = await api.RegisterAsync();
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, (string?)null));
        using (var made = await AskAsync(user, null))
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var before = TimeProvider.System.GetUtcNow().AddMinutes(-16);
        await db.Sessions.Where(s => s.UserId == user.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.CreatedAt, before));
        await ProblemAnswer.ExpectAsync(await AskAsync(user, null), HttpStatusCode.Unauthorized, ErrorCodes.SignInStale);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/totp", new EnrolTotpRequest(null)), HttpStatusCode.Unauthorized, ErrorCodes.SignInStale);
    }

    private static Task<HttpResponseMessage> AskAsync(ApiUser user, string? password, string? code = null) =>
        user.SendAsync(HttpMethod.Post, "v1/auth/tokens", new CreateTokenRequest("a script", ["read"], 30, password, code));

    private static Task<TokenCreated> CreateAsync(ApiUser user, string scope) =>
        user.PostAsync<TokenCreated>("v1/auth/tokens", new CreateTokenRequest("a script", [scope], 30, ApiUser.Password), HttpStatusCode.Created);

    private HttpClient Client(string token)
    {
        var http = new HttpClient { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    private async Task<HttpStatusCode> StatusAsync(string token, HttpMethod method, string path, object? body = null)
    {
        using var http = Client(token);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ContractJson.Options) };
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
