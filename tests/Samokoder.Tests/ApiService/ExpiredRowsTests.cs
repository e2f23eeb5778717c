using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class ExpiredRowsTests(ApiFixture api)
{
    [Fact]
    public async Task What_ended_more_than_a_day_ago_is_gone_and_the_rest_stays()
    {
        using var user = await api.RegisterAsync();
        using var other = api.Anonymous();
        await other.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), System.Net.HttpStatusCode.OK);
        var (now, email) = (TimeProvider.System.GetUtcNow(), user.Email.ToUpperInvariant());
        var (longAgo, lately) = (now.AddHours(-25), now.AddHours(-23));
        await using var db = await api.DbAsync();
        var sessions = await db.Sessions.Where(s => s.UserId == user.Id).OrderBy(s => s.CreatedAt).Select(s => s.Id).ToListAsync(TestContext.Current.CancellationToken);
        await EndAsync(sessions[0], longAgo);
        await EndAsync(sessions[1], lately);
        db.PersonalTokens.AddRange(Token(longAgo), Token(lately));
        db.LoginAttempts.Add(new LoginAttempt { Id = Guid.CreateVersion7(), Email = email, Address = "192.0.2.1", At = longAgo, Succeeded = false });
        db.PendingRegistrations.AddRange(Wish(longAgo), Wish(lately));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        await api.Services.GetServices<IHostedService>().OfType<ExpiredRowsCleaner>().Single().CleanAsync(TestContext.Current.CancellationToken);

        db.ChangeTracker.Clear();
        Assert.Equal([sessions[1]], await db.Sessions.Where(s => s.UserId == user.Id).Select(s => s.Id).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal([sessions[1]], await db.RefreshTokens.Where(t => sessions.Contains(t.SessionId)).Select(t => t.SessionId).Distinct().ToListAsync(TestContext.Current.CancellationToken));
        Assert.InRange((await db.PersonalTokens.SingleAsync(t => t.UserId == user.Id, TestContext.Current.CancellationToken)).ExpiresAt, lately.AddSeconds(-1), lately.AddSeconds(1));
        Assert.False(await db.LoginAttempts.AnyAsync(a => a.Address == "192.0.2.1", TestContext.Current.CancellationToken));
        Assert.Single(await db.PendingRegistrations.Where(r => r.NormalizedEmail == email).ToListAsync(TestContext.Current.CancellationToken));

        Task EndAsync(Guid id, DateTimeOffset at) => db.Sessions.Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.RevokedAt, at));
        PersonalToken Token(DateTimeOffset end) => new()
        {
            Id = Guid.CreateVersion7(), UserId = user.Id, Name = "x", Hash = Guid.CreateVersion7().ToByteArray(), Hint = "x", Scopes = ["read"], CreatedAt = end.AddDays(-1), ExpiresAt = end,
        };
        PendingRegistration Wish(DateTimeOffset end) => new()
        {
            Id = Guid.CreateVersion7(), Email = user.Email, NormalizedEmail = email, DisplayName = "x", Address = "192.0.2.1", CreatedAt = end.AddDays(-1), ExpiresAt = end,
        };
    }
}
