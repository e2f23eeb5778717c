using System.Net;
using Microsoft.EntityFrameworkCore;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;

namespace Samokoder.Tests.ApiService;

/// <summary>How long a sign-in lasts: 7 days without use, 30 days in all.</summary>
[Collection(ApiTests.Name)]
public sealed class SessionLifetimeTests(ApiFixture api)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task It_ends_a_week_after_its_last_renewal()
    {
        using var user = await api.RegisterAsync();
        Assert.InRange((await LeftAsync(user)).TotalDays, 6.999, 7);
        await using var db = await api.DbAsync();
        var over = Now.AddSeconds(-1);
        await db.RefreshTokens.Where(t => db.Sessions.Any(s => s.Id == t.SessionId && s.UserId == user.Id)).ExecuteUpdateAsync(set => set.SetProperty(t => t.ExpiresAt, over));
        await ExpectOverAsync(user);
    }

    [Fact]
    public async Task However_often_it_is_renewed_it_ends_a_month_after_the_sign_in()
    {
        using var user = await api.RegisterAsync();
        await SetAsync(user, createdAt: Now.AddDays(-29));
        await user.PostAsync<SignedIn>("v1/auth/refresh", new { }, HttpStatusCode.OK);
        Assert.InRange((await LeftAsync(user)).TotalDays, 0.999, 1);

        await SetAsync(user, createdAt: Now.AddDays(-30).AddSeconds(-1));
        await ExpectOverAsync(user);
    }

    [Fact]
    public async Task An_access_token_is_worth_nothing_once_its_sign_in_is_over()
    {
        using var user = await api.RegisterAsync();
        await using var db = await api.DbAsync();
        var over = Now.AddSeconds(-1);
        await db.Sessions.Where(s => s.UserId == user.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, over));
        using var answer = await user.SendAsync(HttpMethod.Get, "v1/auth/me");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<TimeSpan> LeftAsync(ApiUser user)
    {
        await using var db = await api.DbAsync();
        return (await db.Sessions.SingleAsync(s => s.UserId == user.Id)).ExpiresAt - Now;
    }

    private async Task SetAsync(ApiUser user, DateTimeOffset createdAt)
    {
        await using var db = await api.DbAsync();
        await db.Sessions.Where(s => s.UserId == user.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.CreatedAt, createdAt));
    }

    private static async Task ExpectOverAsync(ApiUser user) =>
        await ProblemAnswer.ExpectAsync(await user.SendAsync(HttpMethod.Post, "v1/auth/refresh"), HttpStatusCode.Unauthorized, ErrorCodes.SessionEnded);
}
