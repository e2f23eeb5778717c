using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class UnexpectedFailureTests(ApiFixture api)
{
    [Fact]
    public async Task What_nobody_expected_is_logged_with_its_route_and_the_answer_says_nothing_of_it()
    {
        var broken = new BrokenHasher();
        await using var server = api.StartWith(services => services.AddSingleton<IPasswordHasher<User>>(broken));
        using var user = await api.RegisterAsync();
        using var browser = new ApiUser(server.Address);
        using var answer = await browser.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest(user.Email, ApiUser.Password));
        var problem = await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.InternalServerError, ErrorCodes.Internal);
        Assert.DoesNotContain(broken.Inside, problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(api.Logs.Lines, l => l.StartsWith("Error", StringComparison.Ordinal) && l.Contains("Unexpected failure of POST /v1/auth/login", StringComparison.Ordinal)
            && l.Contains(broken.Inside, StringComparison.Ordinal));
    }

    private sealed class BrokenHasher : IPasswordHasher<User>
    {
        private readonly PasswordHasher<User> _hasher = new();

        public string Inside { get; } = $"broken {Guid.CreateVersion7():N}";

        public string HashPassword(User user, string password) => _hasher.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword) => throw new InvalidOperationException(Inside);
    }
}
