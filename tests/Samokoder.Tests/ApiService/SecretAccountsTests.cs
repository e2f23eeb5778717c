using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

/// <summary>
/// That nobody learns whether an e-mail has an account. Not by the clock of a test, which proves nothing: both ways are shown to run the same SQL
/// statements and as many password hashes, and to answer the same.
/// </summary>
[Collection(ApiTests.Name)]
public sealed class SecretAccountsTests(ApiFixture api)
{
    [Theory]
    [InlineData("login", "confirm")]
    [InlineData("register", "confirm")]
    [InlineData("password/forgot", "confirm")]
    [InlineData("login", "Approval")]
    [InlineData("register", "Approval")]
    [InlineData("password/forgot", "Approval")]
    [InlineData("register", "Closed")]
    public async Task An_e_mail_with_an_account_costs_and_answers_what_one_without_does(string action, string registration)
    {
        await using var smtp = new FakeSmtp();
        using var meter = new WorkMeter();
        (string, string)[] settings = registration == "confirm" ? smtp.Settings : [("Auth:Registration", registration)];
        await using var server = api.StartWith(services => services.AddSingleton<IPasswordHasher<User>>(meter), settings);
        using var user = await api.RegisterAsync();
        await meter.MeasureAsync(server.Address, $"v1/auth/{action}", Body(action, New()));

        var known = await meter.MeasureAsync(server.Address, $"v1/auth/{action}", Body(action, user.Email));
        var unknown = await meter.MeasureAsync(server.Address, $"v1/auth/{action}", Body(action, New()));
        Assert.Equal(known, unknown);
        Assert.Equal(action == "password/forgot" ? 0 : 1, known.Hashes);
        if (action != "password/forgot" || registration == "confirm")
            Assert.NotEmpty(known.Statements);
    }

    [Fact]
    public async Task With_open_registration_only_registering_tells()
    {
        using var meter = new WorkMeter();
        await using var server = api.StartWith(services => services.AddSingleton<IPasswordHasher<User>>(meter));
        using var user = await api.RegisterAsync();
        var known = await meter.MeasureAsync(server.Address, "v1/auth/register", Body("register", user.Email));
        var unknown = await meter.MeasureAsync(server.Address, "v1/auth/register", Body("register", New()));
        Assert.NotEqual(known.Statements, unknown.Statements);
        Assert.StartsWith("409", known.Answer, StringComparison.Ordinal);
        Assert.StartsWith("201", unknown.Answer, StringComparison.Ordinal);
    }

    /// <summary>As long as one of <see cref="ApiUser"/>, so that nothing differs by length.</summary>
    private static string New() => $"u{Guid.CreateVersion7():N}@example.org";

    private static object Body(string action, string email) => action switch
    {
        "login" => new LoginRequest(email, "a wrong password"),
        "register" => new RegisterRequest(email, ApiUser.Password),
        _ => new ForgotPasswordRequest(email),
    };
}
