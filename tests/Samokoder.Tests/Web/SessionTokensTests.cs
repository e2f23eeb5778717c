using System.Security.Claims;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Samokoder.Tests.Web.Support;
using Samokoder.Web.Features.Session;

namespace Samokoder.Tests.Web;

public sealed class SessionTokensTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_newest_token_of_a_session_wins_also_when_answers_arrive_out_of_order()
    {
        var tokens = new SessionTokens(_time);
        tokens.Keep(Token("s", "new", minutes: 15));
        tokens.Keep(Token("s", "old", minutes: 5));
        Assert.Equal("new", tokens.Find("s")?.Value);
    }

    [Fact]
    public void A_token_that_is_over_is_not_given_out()
    {
        var tokens = new SessionTokens(_time);
        tokens.Keep(Token("s", "a", minutes: 15));
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(tokens.Find("s"));
    }

    [Fact]
    public void An_ended_session_is_forgotten()
    {
        var tokens = new SessionTokens(_time);
        tokens.Keep(Token("s", "a", minutes: 15));
        tokens.Forget("s");
        Assert.Null(tokens.Find("s"));
    }

    [Fact]
    public void Sessions_that_are_over_leave_memory()
    {
        var tokens = new SessionTokens(_time);
        for (var i = 0; i < 200; i++)
            tokens.Keep(Token("old" + i, "a", minutes: 1));
        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 100; i++)
            tokens.Keep(Token("new" + i, "a", minutes: 1));
        Assert.Equal(100, tokens.Count);
    }

    [Fact]
    public async Task Only_a_signed_access_token_within_its_life_is_accepted()
    {
        var reader = new AccessTokenReader(
            new ConfigurationBuilder().AddInMemoryCollection([new("Auth:SigningKey", FakeApi.SigningKey)]).Build(), _time);
        var soon = _time.GetUtcNow().AddMinutes(10);
        var other = Convert.ToBase64String(new byte[32]);

        var token = await reader.ReadAsync(FakeApi.Token("s1", soon));
        Assert.Equal(("s1", soon), (token?.SessionId, token?.ExpiresAt));
        Assert.Null(await reader.ReadAsync(FakeApi.Token("s1", _time.GetUtcNow().AddSeconds(-1))));
        Assert.Null(await reader.ReadAsync(FakeApi.Token("s1", soon, type: "refresh")));
        Assert.Null(await reader.ReadAsync(FakeApi.Token("s1", soon, key: other)));
        Assert.Null(await reader.ReadAsync("not.a.token"));
    }

    private AccessToken Token(string session, string value, int minutes) =>
        new(value, session, _time.GetUtcNow().AddMinutes(minutes), new ClaimsIdentity());
}
