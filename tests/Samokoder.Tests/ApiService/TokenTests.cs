using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Samokoder.Contracts;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class TokenTests(ApiFixture api)
{
    private static readonly byte[] OurKey = new byte[48];

    [Fact]
    public async Task A_token_of_ours_is_accepted() => Assert.Equal(HttpStatusCode.OK, await StatusAsync(await ForgeAsync(OurKey)));

    [Fact]
    public async Task A_token_of_a_foreign_key_is_refused()
    {
        var key = new byte[48];
        key[0] = 1;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await ForgeAsync(key)));
    }

    [Fact]
    public async Task An_expired_token_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await ForgeAsync(OurKey, lifetime: TimeSpan.FromMinutes(-1))));

    [Theory]
    [InlineData("refresh", "samokoder", "samokoder")]
    [InlineData("access", "somebody", "samokoder")]
    [InlineData("access", "samokoder", "somebody")]
    public async Task A_token_for_something_else_is_refused(string type, string issuer, string audience) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await ForgeAsync(OurKey, type: type, issuer: issuer, audience: audience)));

    [Fact]
    public async Task A_tampered_token_is_refused()
    {
        var parts = (await ForgeAsync(OurKey)).Split('.');
        var payload = Base64UrlEncoder.Decode(parts[1]).Replace("\"access\"", "\"access\" ", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{parts[0]}.{Base64UrlEncoder.Encode(payload)}.{parts[2]}"));
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var parts = (await ForgeAsync(OurKey)).Split('.');
        var none = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{none}.{parts[1]}."));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{none}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task A_token_of_a_session_that_does_not_exist_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await ForgeAsync(OurKey, session: Guid.CreateVersion7())));

    [Theory]
    [InlineData(SecurityAlgorithms.HmacSha384)]
    [InlineData(SecurityAlgorithms.HmacSha512)]
    public async Task A_token_of_our_key_by_another_algorithm_is_refused(string algorithm) =>
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await ForgeAsync(new byte[64], algorithm: algorithm)));

    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    public async Task A_token_brings_no_key_of_its_own(string header)
    {
        var key = new byte[48];
        key[0] = 1;
        var value = header == "jwk" ? (object)new Dictionary<string, object> { ["kty"] = "oct", ["k"] = Base64UrlEncoder.Encode(key) } : "https://evil.example/keys";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await ForgeAsync(key, header: (header, value))));
    }

    private async Task<HttpStatusCode> StatusAsync(string token) => (await api.GetWithTokenAsync(token, "v1/auth/me")).StatusCode;

    /// <summary>Like a real one but for what the test changes.</summary>
    private async Task<string> ForgeAsync(
        byte[] key, TimeSpan? lifetime = null, string type = "access", string issuer = "samokoder", string audience = "samokoder", Guid? session = null,
        string algorithm = SecurityAlgorithms.HmacSha256, (string Name, object Value)? header = null)
    {
        using var user = await api.RegisterAsync();
        var real = new JsonWebToken(user.Cookie(ServiceNames.AccessTokenCookie));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = now.AddMinutes(-20),
            Expires = now + (lifetime ?? TimeSpan.FromMinutes(5)),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key), algorithm),
            AdditionalHeaderClaims = header is { } own ? new Dictionary<string, object> { [own.Name] = own.Value } : null,
            Claims = new Dictionary<string, object>
            {
                ["sub"] = real.Subject, ["sid"] = session?.ToString() ?? real.GetClaim("sid").Value, ["jti"] = Guid.CreateVersion7().ToString(), ["type"] = type,
            },
        });
    }
}
