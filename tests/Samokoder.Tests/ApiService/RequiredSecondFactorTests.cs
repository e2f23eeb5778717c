using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.ApiService.Contract;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed partial class RequiredSecondFactorTests(ApiFixture api)
{
    /// <summary>What it takes to set one up, for whoever is signed in.</summary>
    private static readonly string[] Open = ["GET /v1/auth/me", "GET /v1/auth/security", "POST /v1/auth/totp", "POST /v1/auth/totp/confirm"];

    [Fact]
    public async Task Who_has_none_reaches_only_what_sets_one_up_and_then_everything_with_the_same_sign_in()
    {
        await using var server = Require("Everyone");
        using var user = new ApiUser(server.Address);
        await user.RegisterAsync();
        Assert.True((await user.GetAsync<UserInfo>("v1/auth/me")).SecondFactorDue);
        var document = await ApiDocument.ReadAsync(server.Address);
        Assert.Equal([], await RefusedOtherwiseAsync(server, document, user.Cookie(ServiceNames.AccessTokenCookie)!, Open));

        await SecondFactorTests.EnrolAsync(user);
        using (var projects = await user.SendAsync(HttpMethod.Get, "v1/projects"))
            Assert.Equal(HttpStatusCode.OK, projects.StatusCode);
        Assert.False((await user.GetAsync<UserInfo>("v1/auth/me")).SecondFactorDue);
        Assert.Equal(new SecurityInfo(true, true, 10, false, true), await user.GetAsync<SecurityInfo>("v1/auth/security"));
    }

    [Fact]
    public async Task Personal_tokens_of_who_has_none_work_nowhere_until_there_is_one()
    {
        using var user = await api.RegisterAsync();
        var token = (await user.PostAsync<TokenCreated>("v1/auth/tokens", new CreateTokenRequest("a script", ["write"], 30, ApiUser.Password), HttpStatusCode.Created)).Token;
        await using var server = Require("Everyone");
        var document = await ApiDocument.ReadAsync(server.Address);
        Assert.Equal([], await RefusedOtherwiseAsync(server, document, token, []));
        await SecondFactorTests.EnrolAsync(user);
        using var answer = await GetAsync(server, token, "v1/projects");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>What a replica remembers of another token of the sign-in must not outlive the factor.</summary>
    [Fact]
    public async Task It_counts_at_once_for_every_token_of_the_sign_in()
    {
        await using var server = Require("Everyone");
        using var user = new ApiUser(server.Address);
        await user.RegisterAsync();
        var first = user.Cookie(ServiceNames.AccessTokenCookie)!;
        await ExpectDueAsync(await GetAsync(server, first, "v1/projects"));
        await user.PostAsync<SignedIn>("v1/auth/refresh", new { }, HttpStatusCode.OK);
        await SecondFactorTests.EnrolAsync(user);
        using var answer = await GetAsync(server, first, "v1/projects");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task It_is_not_removed_while_it_is_required_but_replaced()
    {
        await using var server = Require("Everyone");
        using var user = new ApiUser(server.Address);
        await user.RegisterAsync();
        var codes = (await SecondFactorTests.EnrolAsync(user)).Codes;
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Delete, "v1/auth/totp", new RemoveTotpRequest(ApiUser.Password, codes[0])), HttpStatusCode.Conflict, ErrorCodes.SecondFactorKept);
        await user.PostAsync<TotpEnrolment>("v1/auth/totp", new EnrolTotpRequest(ApiUser.Password, codes[0]), HttpStatusCode.OK);
        using var projects = await user.SendAsync(HttpMethod.Get, "v1/projects");
        Assert.Equal(HttpStatusCode.OK, projects.StatusCode);
    }

    [Fact]
    public async Task Of_administrators_alone_it_is_required_wherever_they_go_and_of_nobody_else()
    {
        await using var server = Require("Admins");
        using var person = new ApiUser(server.Address);
        await person.RegisterAsync();
        await using var db = await api.DbAsync();
        await db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, false)); // The first of an installation is one.
        await person.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(person.Email, ApiUser.Password), HttpStatusCode.OK);
        using (var projects = await person.SendAsync(HttpMethod.Get, "v1/projects"))
            Assert.Equal(HttpStatusCode.OK, projects.StatusCode);
        Assert.False((await person.GetAsync<SecurityInfo>("v1/auth/security")).SecondFactorRequired);

        await db.Users.Where(u => u.Id == person.Id).ExecuteUpdateAsync(set => set.SetProperty(u => u.IsAdmin, true));
        Assert.True((await person.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(person.Email, ApiUser.Password), HttpStatusCode.OK)).User.SecondFactorDue);
        foreach (var path in new[] { "v1/admin/users", "v1/projects" })
            await ExpectDueAsync(await person.SendAsync(HttpMethod.Get, path));
        await SecondFactorTests.EnrolAsync(person);
        using var users = await person.SendAsync(HttpMethod.Get, "v1/admin/users");
        Assert.Equal(HttpStatusCode.OK, users.StatusCode);
    }

    private ApiFixture.Api Require(string whom) => api.Start(("Auth:RequireSecondFactor", whom));

    private static async Task ExpectDueAsync(HttpResponseMessage answer)
    {
        using (answer)
            Assert.Contains("Set up an authenticator app", (await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.Forbidden, ErrorCodes.SecondFactorDue)).Detail, StringComparison.Ordinal);
    }

    /// <summary>The routes that do not answer as they should: with the problem, or, those that are open, with something else.</summary>
    private static async Task<IReadOnlyList<string>> RefusedOtherwiseAsync(ApiFixture.Api server, ApiDocument document, string token, IReadOnlyList<string> open)
    {
        var wrong = new List<string>();
        var routes = document.Operations.Where(o => !o.IsOpen).ToList();
        Assert.True(routes.Count > 60);
        Assert.Empty(open.Except(routes.Select(o => o.Key)));
        foreach (var operation in routes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), Parameter().Replace(operation.Path, Guid.CreateVersion7().ToString()));
            if (operation.Method != "GET")
                request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await SendAsync(server, token, request);
            var isDue = answer.StatusCode == HttpStatusCode.Forbidden && (await answer.Content.ReadAsStringAsync()).Contains($"\"{ErrorCodes.SecondFactorDue}\"", StringComparison.Ordinal);
            if (isDue == open.Contains(operation.Key))
                wrong.Add($"{operation.Key}: {answer.StatusCode}");
        }

        return wrong;
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiFixture.Api server, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(server, token, request);
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiFixture.Api server, string token, HttpRequestMessage request)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
