using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Projects;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class BadInputTests(ApiFixture api)
{
    [Theory]
    [InlineData("""{"prompt":"A list","colour":"red"}""", "validation-failed", "colour")]
    [InlineData("""{"prompt":"A list","\ud800x":1}""", "malformed-body", null)]
    [InlineData("""{"prompt":"A list","approvePlan":"yes"}""", "validation-failed", "approvePlan")]
    [InlineData("""{"prompt":"A list","approvePlan":null}""", "validation-failed", "approvePlan")]
    [InlineData("""{"prompt":5}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":{"text":"A list"}}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":["A list"]}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":null}""", "validation-failed", "prompt")]
    [InlineData("""{}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":""}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":" \n\t "}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":"A list","prompt":"Another"}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":"A \u0000 list"}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":"A list","name":"a\u0000b"}""", "validation-failed", "name")]
    [InlineData("""{"prompt":"A list","name":"a\nb"}""", "validation-failed", "name")]
    [InlineData("""{"prompt":"A \ud800 list"}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":"A \udc00\ud800 list"}""", "validation-failed", "prompt")]
    [InlineData("""{"prompt":"A list","starter":"../../etc"}""", "validation-failed", "starter")]
    [InlineData("""{"prompt":"A list","starter":"html"}""", "validation-failed", "starter")]
    [InlineData("""{"prompt":"A list","model":"nonsense"}""", "model-unknown", "model")]
    [InlineData("""{"prompt":"A list","model":"/"}""", "model-unknown", "model")]
    [InlineData("""{"prompt":"A list","model":"openai/gpt-5"}""", "key-missing", "model")]
    [InlineData("""[]""", "malformed-body", null)]
    [InlineData("""null""", "malformed-body", null)]
    [InlineData("""5""", "malformed-body", null)]
    [InlineData("", "malformed-body", null)]
    [InlineData("""{"prompt":"A list" """, "malformed-body", null)]
    [InlineData("""{"prompt":"A list"} extra""", "malformed-body", null)]
    [InlineData("""{'prompt':'A list'}""", "malformed-body", null)]
    [InlineData("<prompt>A list</prompt>", "malformed-body", null)]
    public async Task A_wrong_body_gets_a_clear_problem_and_changes_nothing(string body, string code, string? field)
    {
        var user = await api.IdleUserAsync();
        using var answer = await user.SendRawAsync(HttpMethod.Post, "v1/projects", body);
        var problem = await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, code);
        if (field is not null)
            Assert.Equal([field], problem.Errors!.Keys);
        Assert.Empty((await user.GetAsync<Page<ProjectInfo>>("v1/projects")).Items);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_refused()
    {
        var user = await api.IdleUserAsync();
        var content = new ByteArrayContent([.. "{\"prompt\":\"A "u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(20_000, HttpStatusCode.Created)]
    [InlineData(20_001, HttpStatusCode.BadRequest)]
    [InlineData(100_000, HttpStatusCode.BadRequest)]
    public async Task A_prompt_has_at_most_20_000_characters(int length, HttpStatusCode expected)
    {
        using var user = await api.RegisterAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest(new string('ю', length)));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(bool chunked)
    {
        using var user = api.Anonymous();
        var json = $$"""{"email":"{{new string('a', 2000)}}@example.org","password":"x"}""";
        var content = new StringContent(json, Encoding.UTF8, "application/json");
        if (chunked)
            content.Headers.ContentLength = null;
        var request = new HttpRequestMessage(HttpMethod.Post, "v1/auth/login") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        using var answer = await user.Http.SendAsync(request);
        var problem = await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge);
        Assert.Contains("1,024 bytes", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_of_six_megabytes_is_refused()
    {
        var user = await api.IdleUserAsync();
        user.Http.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new CreateProjectRequest(new string('a', 6 * 1024 * 1024)));
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.RequestEntityTooLarge, ErrorCodes.BodyTooLarge);
    }

    [Theory]
    [InlineData("GET", "v1/nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "nothing", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "v1/projects/not-an-id", HttpStatusCode.NotFound, "not-found")]
    [InlineData("DELETE", "v1/projects", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("TRACE", "v1/projects", HttpStatusCode.MethodNotAllowed, "method-not-allowed")]
    [InlineData("GET", "metrics", HttpStatusCode.NotFound, "not-found")]
    [InlineData("GET", "v1/projects?limit=1&limit=2", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?limit=0", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?limit=201", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?limit=abc", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?limit=99999999999", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?cursor=%00", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?cursor=AAAA", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("GET", "v1/projects?cursor=________________________________", HttpStatusCode.BadRequest, "validation-failed")]
    public async Task A_wrong_address_gets_a_problem(string method, string path, HttpStatusCode status, string code)
    {
        var user = await api.IdleUserAsync();
        await ProblemAnswer.ExpectAsync(await user.SendAsync(new HttpMethod(method), path), status, code);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_by_its_type_is_refused()
    {
        var user = await api.IdleUserAsync();
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/projects", new StringContent("prompt=A", Encoding.UTF8, "application/x-www-form-urlencoded"));
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.UnsupportedMediaType, ErrorCodes.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_client_that_only_accepts_an_event_stream_can_still_read_why_it_gets_none()
    {
        using var http = new HttpClient { BaseAddress = api.Address };
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        await ProblemAnswer.ExpectAsync(await http.GetAsync($"v1/runs/{Guid.CreateVersion7()}/events"), HttpStatusCode.Unauthorized, ErrorCodes.Unauthenticated);
    }

    [Theory]
    [InlineData("", "long enough password", "email")]
    [InlineData("no-at-sign", "long enough password", "email")]
    [InlineData("a@b@c", "long enough password", "email")]
    [InlineData("a b@example.org", "long enough password", "email")]
    [InlineData("@example.org", "long enough password", "email")]
    [InlineData("a@example.org\r\nBcc: b@example.org", "long enough password", "email")]
    [InlineData("a\n@example.org", "long enough password", "email")]
    [InlineData("a@example.org", "", "password")]
    [InlineData("a@example.org", "short77", "password")]
    [InlineData("a@example.org", "Password123", "password")]
    [InlineData("a@example.org", "пароль123", "password")]
    [InlineData("a@example.org", "aaaaaaaaaaaa", "password")]
    [InlineData("a@example.org", "98765432", "password")]
    [InlineData("somebody.long@example.org", "somebody.long@example.org", "password")]
    [InlineData("somebody.long@example.org", "somebody.long", "password")]
    [InlineData("somebody.long@example.org", "Somebody77", "password")]
    [InlineData("a@example.org", "samokoder2026", "password")]
    public async Task A_bad_registration_names_its_field(string email, string password, string field)
    {
        using var user = api.Anonymous();
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/register", new RegisterRequest(email, password));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonSerializer.Deserialize<ProblemAnswer>(await answer.Content.ReadAsStringAsync(), ContractJson.Options)!;
        Assert.Contains(field, problem.Errors!.Keys);
    }

    [Fact]
    public async Task A_password_of_128_characters_works_and_one_more_does_not()
    {
        var password = string.Concat(Enumerable.Repeat("pä5§", 32));
        using var user = api.Anonymous();
        var email = $"{Guid.CreateVersion7():N}@example.org";
        await user.PostAsync<SignedIn>("v1/auth/register", new RegisterRequest(email, password), HttpStatusCode.Created);
        await user.PostAsync<SignedIn>("v1/auth/login", new LoginRequest(email, password), HttpStatusCode.OK);
        using var answer = await user.SendAsync(HttpMethod.Post, "v1/auth/register", new RegisterRequest($"x{email}", $"{password}x"));
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.BadRequest, ErrorCodes.WeakPassword);
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var user = await api.IdleUserAsync();
        foreach (var path in new[] { "v1/auth/me", "v1/nothing", "health", "openapi/v1.json" })
        {
            using var answer = await user.SendAsync(HttpMethod.Get, path);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.True(answer.Headers.Contains("Permissions-Policy"));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }
}
