using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;

namespace Samokoder.Tests.ApiService;

/// <summary>What a sign-in takes beside its bare hash, in turns in one process; run with <c>--explicit only</c>.</summary>
[Collection(ApiTests.Name)]
public sealed class SignInCost(ApiFixture api, ITestOutputHelper output)
{
    private const int WarmUp = 10;
    private const int Turns = 40;

    [Fact(Explicit = true)]
    public async Task Beside_its_hash()
    {
        var hasher = new TimedHasher();
        await using var server = api.StartWith(services => services.AddSingleton<IPasswordHasher<User>>(hasher));
        using var user = new ApiUser(server.Address);
        await user.RegisterAsync();
        var person = new User { DisplayName = "", Tier = "" };
        var hash = hasher.HashPassword(person, ApiUser.Password);
        var (bare, signIns, besides) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = -WarmUp; turn < Turns; turn++)
        {
            var one = Time(() => Task.Run(() => hasher.VerifyHashedPassword(person, hash, ApiUser.Password)));
            bare.Add(await one);
            using var browser = new ApiUser(server.Address);
            await browser.GetAsync<Contracts.Auth.SignInOptions>("v1/auth/options"); // The connection is there.
            signIns.Add(await Time(() => browser.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(user.Email, ApiUser.Password), System.Net.HttpStatusCode.OK)));
            besides.Add(signIns[^1] - hasher.Last);
        }

        var (alone, whole) = (Median(bare), Median(signIns));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"hash alone {alone:0.0} ms, sign-in {whole:0.0} ms, of which {Median(besides):0.0} ms are not its own hash"));
        Assert.True(whole < 2 * alone);
    }

    private static async Task<double> Time(Func<Task> act)
    {
        var begin = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Skip(WarmUp).Order().ElementAt(Turns / 2);

    /// <summary>With the rounds of an installation; knows how long its last check took.</summary>
    private sealed class TimedHasher : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

        public double Last { get; private set; }

        public string HashPassword(User user, string password) => _hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
        {
            var begin = Stopwatch.GetTimestamp();
            var result = _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
            Last = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            return result;
        }
    }
}
