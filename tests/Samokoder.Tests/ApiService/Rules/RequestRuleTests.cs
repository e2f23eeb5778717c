using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;

namespace Samokoder.Tests.ApiService.Rules;

/// <summary>What holds for every request, also for those that are none.</summary>
[Collection(ApiTests.Name)]
public sealed class RequestRuleTests(ApiFixture api)
{
    [Theory]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("nonsense\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /v1/projects HTTP/1.1\r\nHost: a\r\nBad header\r\n\r\n", 400)]
    [InlineData("POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505)]
    public async Task What_is_no_HTTP_gets_a_problem_with_the_headers_of_every_answer(string request, int status)
    {
        var (head, body) = await SendAsync(request);
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        foreach (var header in new[] { "X-Content-Type-Options: nosniff", "frame-ancestors 'none'", "Referrer-Policy: no-referrer", "Permissions-Policy:", "Content-Type: application/problem+json" })
            Assert.Contains(header, head, StringComparison.Ordinal);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrEmpty(problem.RootElement.GetProperty("code").GetString()));
        Assert.DoesNotContain("Server:", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_are_too_large_get_a_problem()
    {
        var (head, body) = await SendAsync($"GET / HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', 40_000)}\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", head, StringComparison.Ordinal);
        Assert.Contains("nosniff", head, StringComparison.Ordinal);
        Assert.Contains("too large", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_refusal_carries_the_security_headers()
    {
        using var user = await api.RegisterAsync();
        var big = new StringContent(new string(' ', 11 * 1024 * 1024), Encoding.UTF8, "application/json");
        user.Http.DefaultRequestHeaders.ExpectContinue = true;
        foreach (var (method, path, body, status) in new (HttpMethod, string, HttpContent?, int)[]
        {
            (HttpMethod.Put, "v1/keys/openai", big, 413),
            (HttpMethod.Delete, "v1/projects", null, 405),
            (HttpMethod.Get, "v1/projects/x", null, 404),
            (HttpMethod.Post, "v1/projects", new StringContent("{", Encoding.UTF8, "application/json"), 400),
            (HttpMethod.Post, "v1/projects", new StringContent("a=b", Encoding.UTF8, "text/plain"), 415),
        })
        {
            using var answer = await user.SendAsync(method, path, body);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up_with_a_sentence()
    {
        var never = new TaskCompletionSource();
        await using var agent = await FakeServer.StartAsync(context => never.Task.WaitAsync(context.RequestAborted));
        await using var hasty = api.Start(("Http:RequestTimeout", "00:00:02"), ("services:agent:http:0", agent.Address.ToString()));
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        using var http = new HttpClient { BaseAddress = hasty.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", user.Cookie(ServiceNames.AccessTokenCookie));
        using var answer = await http.PostAsync(new Uri($"v1/projects/{project}/preview/start", UriKind.Relative), null);
        await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.ServiceUnavailable, ErrorCodes.RequestTimeout);
        Assert.NotNull(answer.Headers.RetryAfter);
        never.SetResult();
    }

    [Fact]
    public void Event_streams_may_last()
    {
        var streams = api.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(e => e.Metadata.OfType<IProducesResponseTypeMetadata>().Any(m => m.ContentTypes.Contains("text/event-stream"))).ToList();
        Assert.NotEmpty(streams);
        Assert.All(streams, e => Assert.NotNull(e.Metadata.GetMetadata<DisableRequestTimeoutAttribute>()));
    }

    private async Task<(string Head, string Body)> SendAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(api.Address.Host, api.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, deadline.Token);
        }
        catch (IOException) when (answer.Length > 0)
        {
            // Reset because we had sent more than it read; the answer is there.
        }

        var parts = Encoding.UTF8.GetString(answer.ToArray()).Split("\r\n\r\n", 2);
        return (parts[0], parts[^1]);
    }
}
