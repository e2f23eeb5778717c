using System.Net;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;

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
        var token = user.Cookie(ServiceNames.AccessTokenCookie);

        using (var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/logout"))
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);

        Assert.Null(user.Cookie(ServiceNames.AccessTokenCookie));
        Assert.Null(user.Cookie(ServiceNames.RefreshTokenCookie));
        using var script = new HttpClient();
        script.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await ProblemAnswer.ExpectAsync(await script.GetAsync(new Uri(api.Address, "v1/auth/me")), HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated);
    }
}
