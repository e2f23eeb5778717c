using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class LockoutTests(ApiFixture api)
{
    [Fact]
    public async Task An_unknown_e_mail_and_a_wrong_password_get_the_same_answer()
    {
        using var user = await api.RegisterAsync();
        var wrong = await BodyAsync(await LoginAsync(user.Email, "wrong password", "203.0.113.1"));
        var unknown = await BodyAsync(await LoginAsync($"{Guid.CreateVersion7():N}@example.org", "wrong password", "203.0.113.1"));
        Assert.Equal(wrong, unknown);
        Assert.Contains(ErrorCodes.InvalidCredentials, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_of_an_unknown_e_mail_costs_as_much_as_a_real_one()
    {
        await using var server = api.StartWith(services => services.RemoveAll<IPostConfigureOptions<PasswordHasherOptions>>());
        using var user = new ApiUser(server.Address);
        await user.RegisterAsync();
        await using var db = await api.DbAsync();
        var real = Convert.FromBase64String((await db.Users.SingleAsync(u => u.Id == user.Id)).PasswordHash!);
        var dummy = Convert.FromBase64String(server.Services.GetRequiredService<DummyPassword>().Hash);
        // Identity's format 3: marker, PRF, iterations and salt length come first.
        Assert.Equal(real.AsSpan(0, 13), dummy.AsSpan(0, 13));
        Assert.Equal(210_000, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(real.AsSpan(5)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Five_failures_lock_the_e_mail_for_that_address_only_whether_it_has_an_account_or_not(bool hasAccount)
    {
        using var user = hasAccount ? await api.RegisterAsync() : null;
        var email = user?.Email ?? $"{Guid.CreateVersion7():N}@example.org";
        for (var i = 0; i < 5; i++)
            await ProblemAnswer.ExpectAsync(await LoginAsync(email, "wrong password", "203.0.113.2"), HttpStatusCode.Unauthorized, ErrorCodes.InvalidCredentials);

        using var locked = await LoginAsync(email, ApiUser.Password, "203.0.113.2");
        await ProblemAnswer.ExpectAsync(locked, HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);
        Assert.Equal(TimeSpan.FromMinutes(15), locked.Headers.RetryAfter!.Delta);
        using var elsewhere = await LoginAsync(email, ApiUser.Password, "203.0.113.3");
        Assert.Equal(hasAccount ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Many_guesses_at_once_get_no_more_than_five_answers()
    {
        using var user = await api.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            using var answer = await LoginAsync(user.Email, "wrong password", "203.0.113.4");
            return answer.StatusCode;
        }));
        Assert.InRange(answers.Count(s => s == HttpStatusCode.Unauthorized), 0, 5);
        Assert.Equal(16, answers.Count(s => s is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Guessing_from_many_addresses_is_slowed_down_and_does_not_keep_out_a_browser_that_was_here_before(bool hasAccount)
    {
        using var user = await api.RegisterAsync();
        var email = hasAccount ? user.Email : $"{Guid.CreateVersion7():N}@example.org";
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 32; i++)
            statuses.Add((await LoginAsync(email, "wrong password", $"198.51.100.{i}")).StatusCode);
        Assert.All(statuses.Take(30), s => Assert.Equal(HttpStatusCode.Unauthorized, s));
        Assert.All(statuses.Skip(30), s => Assert.Equal(HttpStatusCode.TooManyRequests, s));
        if (!hasAccount)
            return;
        user.SetCookie(ServiceNames.AccessTokenCookie, null);
        user.SetCookie(ServiceNames.RefreshTokenCookie, null);
        await user.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_known_device_has_five_failures_too_and_is_known_for_its_own_account_only()
    {
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await user.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, "wrong password"))).StatusCode);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password)), HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);

        for (var i = 0; i < 30; i++)
            await LoginAsync(other.Email, "wrong password", $"198.51.100.{i}");
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(other.Email, ApiUser.Password)), HttpStatusCode.TooManyRequests, ErrorCodes.AccountLocked);
    }

    [Fact]
    public async Task A_success_forgives_the_failures_before_it()
    {
        using var user = await api.RegisterAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
                Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync(user.Email, "wrong password", "203.0.113.5")).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await LoginAsync(user.Email, ApiUser.Password, "203.0.113.5")).StatusCode);
        }
    }

    [Fact]
    public async Task Sign_ins_and_registrations_are_limited_by_address()
    {
        await using var strict = api.Start(("RateLimits:AuthPerMinute", "5"));
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 7; i++)
            statuses.Add((await LoginAsync($"{Guid.CreateVersion7():N}@example.org", "wrong password", "203.0.113.6", strict.Address)).StatusCode);
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 5), statuses.Take(5));

        using var limited = await LoginAsync("a@example.org", "wrong password", "203.0.113.6", strict.Address);
        await ProblemAnswer.ExpectAsync(limited, HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        Assert.NotNull(limited.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.Unauthorized, (await LoginAsync("a@example.org", "wrong password", "203.0.113.7", strict.Address)).StatusCode);
    }

    private async Task<HttpResponseMessage> LoginAsync(string email, string password, string address, Uri? root = null)
    {
        using var http = new HttpClient { BaseAddress = root ?? api.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return await http.PostAsJsonAsync("v1/auth/login", new LoginRequest(email, password));
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer) =>
        Regex.Replace(await answer.Content.ReadAsStringAsync(), "\"traceId\":\"[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1));
}
