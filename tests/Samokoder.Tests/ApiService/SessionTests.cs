using System.Net;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class SessionTests(ApiFixture api)
{
    private const string Firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public async Task Sign_ins_are_listed_with_their_device_and_end_one_by_one()
    {
        using var user = await api.RegisterAsync();
        using var phone = await SignInAsync(user, Firefox);
        var list = await user.GetAsync<Page<SessionInfo>>("v1/auth/sessions");
        Assert.Equal(2, list.Items.Count);
        var other = Assert.Single(list.Items, s => !s.IsCurrent);
        Assert.Equal("Firefox · Windows", other.Device);
        Assert.Equal("127.0.0.1", other.Address);

        using (var ended = await user.SendAsync(HttpMethod.Delete, $"v1/auth/sessions/{other.Id}"))
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(phone));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(user));
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Delete, $"v1/auth/sessions/{other.Id}"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
    }

    [Fact]
    public async Task Nobody_sees_or_ends_the_sign_ins_of_somebody_else()
    {
        using var one = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var session = Assert.Single((await one.GetAsync<Page<SessionInfo>>("v1/auth/sessions")).Items);
        await ProblemAnswer.ExpectAsync(await other.SendAsync(HttpMethod.Delete, $"v1/auth/sessions/{session.Id}"), HttpStatusCode.NotFound, ErrorCodes.NotFound);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(one));
    }

    [Fact]
    public async Task All_others_or_all_at_all_are_ended_at_once()
    {
        using var user = await api.RegisterAsync();
        using var phone = await SignInAsync(user, Firefox);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(phone));
        using (await user.SendAsync(HttpMethod.Delete, "v1/auth/sessions"))
            Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(phone));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(user));

        using var tablet = await SignInAsync(user, Firefox);
        var token = user.Cookie(ServiceNames.AccessTokenCookie)!;
        using (await user.SendAsync(HttpMethod.Post, "v1/auth/logout-everywhere"))
            Assert.Null(user.Cookie(ServiceNames.AccessTokenCookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(tablet));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetWithTokenAsync(token, "v1/auth/me")).StatusCode);
    }

    private async Task<ApiUser> SignInAsync(ApiUser user, string userAgent)
    {
        var browser = api.Anonymous();
        browser.Http.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        await browser.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), HttpStatusCode.OK);
        return browser;
    }

    private static async Task<HttpStatusCode> MeAsync(ApiUser user)
    {
        using var answer = await user.SendAsync(HttpMethod.Get, "v1/auth/me");
        return answer.StatusCode;
    }
}
