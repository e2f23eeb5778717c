using System.Net;
using Samokoder.ApiService.Features.Auth.Registration;
using Samokoder.Contracts.Auth;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.ApiService;

/// <summary>What <c>Auth:Registration</c> is when nobody set it.</summary>
[Collection(ApiTests.Name)]
public sealed class RegistrationModeTests(ApiFixture api)
{
    private static readonly (string Key, string Value) Unset = ("Auth:Registration", "Auto");

    [Fact]
    public async Task Without_mail_and_for_this_machine_only_one_registers_and_is_signed_in_at_once()
    {
        await using var server = api.Start(Unset);
        Assert.Equal("open", await ModeAsync(server.Address));
        using var person = new ApiUser(server.Address);
        await person.RegisterAsync();
        Assert.Equal(person.Email, (await person.GetAsync<UserInfo>("v1/auth/me")).Email);
    }

    [Fact]
    public async Task With_mail_a_registration_is_confirmed_by_mail()
    {
        await using var smtp = new FakeSmtp();
        await using var server = api.Start([.. smtp.Settings, Unset]);
        Assert.Equal("confirm", await ModeAsync(server.Address));
    }

    [Fact]
    public async Task Without_mail_and_with_a_public_address_an_administrator_decides_and_no_answer_tells_who_has_an_account()
    {
        await using var server = api.Start(Unset, ("Web:Origin", "https://samokoder.example"));
        Assert.Equal("approval", await ModeAsync(server.Address));
        using var owner = await api.RegisterAsync();
        using var person = new ApiUser(server.Address);
        foreach (var email in new[] { owner.Email, $"u{Guid.CreateVersion7():N}@example.org" })
            Assert.Equal("approval", (await person.PostAsync<RegistrationPending>("v1/auth/register", new RegisterRequest(email, ApiUser.Password), HttpStatusCode.Accepted)).Next);
    }

    [Theory]
    [InlineData(true, "http://localhost:8081", null)]
    [InlineData(true, "http://127.0.0.1:8081;http://[::1]:8081", "http://localhost:8080")]
    [InlineData(false, "http://0.0.0.0:8081", null)]
    [InlineData(false, "http://+:8081", null)]
    [InlineData(false, "http://*:8081", null)]
    [InlineData(false, "http://[::]:8081", null)]
    [InlineData(false, "http://localhost:8081;http://192.168.1.7:8081", null)]
    [InlineData(false, "http://localhost:8081", "https://samokoder.example")]
    [InlineData(false, "", null)]
    public void Local_is_what_listens_on_loopback_only_and_has_no_name_elsewhere(bool isLocal, string addresses, string? origin) =>
        Assert.Equal(isLocal, LocalInstallation.Is(addresses.Split(';', StringSplitOptions.RemoveEmptyEntries), origin));

    /// <summary>Of an installation that has its first account already.</summary>
    private async Task<string> ModeAsync(Uri address)
    {
        await api.IdleUserAsync();
        using var person = new ApiUser(address);
        return (await person.GetAsync<SignInOptions>("v1/auth/options")).Registration;
    }
}
