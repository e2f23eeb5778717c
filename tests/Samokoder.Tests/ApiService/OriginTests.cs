using System.Net;
using System.Net.Http.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Projects;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class OriginTests(ApiFixture api)
{
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    [InlineData(null)]
    public async Task A_change_with_cookies_needs_our_origin(string? origin)
    {
        using var user = await api.RegisterAsync();
        user.Origin = origin;
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list")), HttpStatusCode.Forbidden, ErrorCodes.ForeignOrigin);
        Assert.Empty((await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items);
    }

    [Fact]
    public async Task A_foreign_page_cannot_sign_its_visitor_in()
    {
        using var user = api.Anonymous();
        user.Origin = "https://evil.example";
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/auth/login", new LoginRequest("a@example.org", ApiUser.Password)), HttpStatusCode.Forbidden, ErrorCodes.ForeignOrigin);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_browsers_own_host_counts()
    {
        using var user = await api.RegisterAsync();
        user.Http.DefaultRequestHeaders.Add("X-Forwarded-Host", "samokoder.example");
        user.Http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        user.Origin = "https://samokoder.example";
        user.SetCookie("__Host-" + ServiceNames.AccessTokenCookie, user.Cookie(ServiceNames.AccessTokenCookie));
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list"));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        user.Origin = api.Address.GetLeftPart(UriPartial.Authority);
        await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest("A list")), HttpStatusCode.Forbidden, ErrorCodes.ForeignOrigin);
    }

    [Fact]
    public async Task A_bearer_token_needs_no_origin()
    {
        using var user = await api.RegisterAsync();
        using var script = new HttpClient { BaseAddress = api.Address };
        script.DefaultRequestHeaders.Authorization = new("Bearer", user.Cookie(ServiceNames.AccessTokenCookie));
        using var answer = await script.PostAsJsonAsync("v1/projects", new CreateProjectRequest("A list"), ContractJson.Options);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Only_configured_origins_get_cross_origin_answers()
    {
        await using var open = api.Start(("Web:AllowedOrigins:0", "https://tools.example"));
        using var http = new HttpClient { BaseAddress = open.Address };
        Assert.Equal("https://tools.example", await AllowedOriginAsync(http, "https://tools.example"));
        Assert.Null(await AllowedOriginAsync(http, "https://evil.example"));
    }

    private static async Task<string?> AllowedOriginAsync(HttpClient http, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "v1/projects");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await http.SendAsync(request);
        if (!answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values))
            return null;
        Assert.Equal("3600", answer.Headers.GetValues("Access-Control-Max-Age").Single());
        return values.Single();
    }
}
