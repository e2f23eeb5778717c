using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Samokoder.Contracts;
using Samokoder.Contracts.Projects;

namespace Samokoder.Tests.ApiService.Rules;

[Collection(ApiTests.Name)]
public sealed class RateLimitTests(ApiFixture api)
{
    [Fact]
    public async Task A_user_has_the_limits_of_the_tier_wherever_they_are()
    {
        await using var strict = api.Start(("Limits:Team:RequestsPerMinute", "8"));
        using var user = new ApiUser(strict.Address);
        await user.RegisterAsync();
        for (var i = 0; i < 8; i++)
        {
            using var passed = await GetAsync(user, $"198.51.100.{i}");
            Assert.Equal((HttpStatusCode.OK, "8", (7 - i).ToString(System.Globalization.CultureInfo.InvariantCulture)), (passed.StatusCode, Header(passed, "RateLimit-Limit"), Header(passed, "RateLimit-Remaining")));
            Assert.Equal("8;w=60, 100000;w=3600, 100000;w=86400", Header(passed, "RateLimit-Policy"));
        }

        using var refused = await GetAsync(user, "198.51.100.99");
        await ProblemAnswer.ExpectAsync(refused, HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        using var other = new ApiUser(strict.Address);
        await other.RegisterAsync();
        using var unaffected = await GetAsync(other, "198.51.100.99");
        Assert.Equal(HttpStatusCode.OK, unaffected.StatusCode);
    }

    [Fact]
    public async Task Strangers_and_false_tokens_count_by_address()
    {
        await using var strict = api.Start(("RateLimits:AnonymousPerMinute", "6"));
        using var http = new HttpClient { BaseAddress = strict.Address };
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.201");
        for (var i = 0; i < 6; i++)
        {
            http.DefaultRequestHeaders.Authorization = i % 2 == 0 ? null : new("Bearer", $"x.y.{i}");
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(new Uri("v1/projects", UriKind.Relative))).StatusCode);
        }

        await ProblemAnswer.ExpectAsync(await http.GetAsync(new Uri("v1/no/such/route", UriKind.Relative)), HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("health", UriKind.Relative))).StatusCode);
    }

    [Fact]
    public async Task Two_replicas_count_together()
    {
        (string, string)[] settings = [("RateLimits:AuthPerMinute", "4")];
        await using var one = api.Start(settings);
        await using var two = api.Start(settings);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var http = new HttpClient { BaseAddress = i % 2 == 0 ? one.Address : two.Address };
            http.DefaultRequestHeaders.Add("X-Forwarded-For", "198.51.100.202");
            using var body = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            statuses.Add((await http.PostAsync(new Uri("v1/auth/login", UriKind.Relative), body)).StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.BadRequest, 4), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses);
    }

    [Fact]
    public async Task New_projects_of_the_free_tier_are_limited_a_day()
    {
        await using var strict = api.Start(("Limits:DefaultTier", "free"), ("Limits:Free:NewProjectsPerDay", "1"));
        using var user = new ApiUser(strict.Address);
        await user.RegisterAsync();
        await user.CreateProjectAsync();
        using var refused = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("Another"));
        var problem = await ProblemAnswer.ExpectAsync(refused, HttpStatusCode.TooManyRequests, ErrorCodes.RateLimited);
        Assert.Contains("in a day", problem.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await user.SendAsync(HttpMethod.Get, "v1/projects")).StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", "198.51.100.1")]
    [InlineData("10.1.2.3", "198.51.100.1")]
    [InlineData("10.2.0.1", "10.2.0.1")]
    [InlineData("203.0.113.9", "203.0.113.9")]
    public async Task An_address_that_is_claimed_counts_only_from_a_trusted_proxy(string connectsFrom, string counts)
    {
        await using var behindProxy = api.Start(("ForwardedHeaders:KnownNetworks:0", "10.1.0.0/16"));
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(connectsFrom) } };
        context.Request.Headers["X-Forwarded-For"] = "192.0.2.66, 198.51.100.1";
        var middleware = new ForwardedHeadersMiddleware(
            _ => Task.CompletedTask, NullLoggerFactory.Instance, behindProxy.Services.GetRequiredService<IOptions<ForwardedHeadersOptions>>());
        await middleware.Invoke(context);
        Assert.Equal(counts, context.Connection.RemoteIpAddress!.ToString());
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiUser user, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/projects");
        request.Headers.Add("X-Forwarded-For", address);
        return await user.Http.SendAsync(request);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();
}
