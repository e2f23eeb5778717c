using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Files;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Sandboxes;
using Samokoder.Messaging.Previews;

namespace Samokoder.Tests.ApiService;

/// <summary>Files and previews, which AgentService has.</summary>
[Collection(ApiTests.Name)]
public sealed class AgentEndpointTests(ApiFixture api)
{
    [Fact]
    public async Task Files_come_from_the_agent_with_the_service_token_and_never_as_a_page()
    {
        api.WhenAgentIsAsked(context =>
        {
            if (context.Request.Path.Value!.EndsWith("/files", StringComparison.Ordinal))
                return context.Response.WriteAsJsonAsync(new FileTree([new("src/App.tsx", FileKind.File, 3, DateTimeOffset.UnixEpoch)]), ContractJson.Options);
            context.Response.Headers.ETag = "\"abc\"";
            context.Response.ContentType = "text/plain; charset=utf-8";
            return context.Response.WriteAsync("<script>");
        });
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;

        Assert.Equal("src/App.tsx", Assert.Single((await user.GetAsync<FileTree>($"v1/projects/{project}/files")).Items).Path);
        using var file = await user.SendAsync(HttpMethod.Get, $"v1/projects/{project}/files/src/%D0%98%D0%BC%D1%8F%20%23%3F.tsx");
        Assert.Equal("<script>", await file.Content.ReadAsStringAsync());
        Assert.Equal("\"abc\"", file.Headers.ETag!.Tag);
        Assert.Equal("text/plain", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Имя #_.tsx", file.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Contains("sandbox", file.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.All(api.Agent.Requests, r => Assert.Equal($"Bearer {ApiFixture.ServiceToken}", r.Authorization));
        Assert.Contains(api.Agent.Requests, r => r.Target == $"/internal/projects/{project}/files/src/%D0%98%D0%BC%D1%8F%20%23%3F.tsx");
    }

    [Fact]
    public async Task What_a_sandbox_tried_to_reach_is_shown_to_its_owner_only()
    {
        api.WhenAgentIsAsked(context => context.Response.WriteAsJsonAsync(
            new EgressLog(EgressMode.AllowList, [new(DateTimeOffset.UnixEpoch, "example.org", 443, Allowed: false, "No.", EgressRefusal.NotAllowed)]), ContractJson.Options));
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;

        var log = await user.GetAsync<EgressLog>($"v1/projects/{project}/egress");
        var entry = Assert.Single(log.Items);
        Assert.Equal((EgressMode.AllowList, "example.org", false, "No.", EgressRefusal.NotAllowed), (log.Mode, entry.Host, entry.Allowed, entry.Reason, entry.Refusal));
        using var refused = await other.SendAsync(HttpMethod.Get, $"v1/projects/{project}/egress");
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal($"/internal/projects/{project}/egress", Assert.Single(api.Agent.Requests).Target);
    }

    [Theory]
    [InlineData("..%2f..%2fprojects")]
    [InlineData("src/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("src%2F%2FApp.tsx")]
    [InlineData("a%0Ab")]
    public async Task A_path_that_leaves_the_workspace_never_reaches_the_agent(string path)
    {
        api.WhenAgentIsAsked(_ => Task.CompletedTask);
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        using var answer = await user.SendAsync(HttpMethod.Get, $"v1/projects/{project}/files/{path}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(api.Agent.Requests);
    }

    [Theory]
    [InlineData(404, "not-found", HttpStatusCode.NotFound)]
    [InlineData(400, "path-outside-workspace", HttpStatusCode.BadRequest)]
    [InlineData(412, "precondition-failed", HttpStatusCode.PreconditionFailed)]
    [InlineData(401, "x", HttpStatusCode.ServiceUnavailable)]
    [InlineData(500, "x", HttpStatusCode.ServiceUnavailable)]
    public async Task Refusals_of_the_agent_become_problems_and_its_troubles_stay_inside(int status, string code, HttpStatusCode expected)
    {
        api.WhenAgentIsAsked(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsJsonAsync(new { code, detail = "A sentence.", exception = "StackTrace at Internal" });
        });
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        var problem = await ProblemAnswer.ExpectAsync(
            await user.SendAsync(HttpMethod.Get, $"v1/projects/{project}/files/a.txt"), expected, expected == HttpStatusCode.ServiceUnavailable ? ErrorCodes.Unavailable : code);
        Assert.DoesNotContain("StackTrace", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_agent_files_are_unavailable_and_say_when_to_try_again()
    {
        var agent = await FakeServer.StartAsync(_ => Task.CompletedTask);
        await agent.DisposeAsync();
        await using var host = api.Start(("services:agent:http:0", agent.Address.ToString()));
        using var user = new ApiUser(host.Address);
        await user.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        foreach (var (method, path) in new[] { (HttpMethod.Get, "files"), (HttpMethod.Get, "files/a.txt"), (HttpMethod.Post, "preview/start") })
        {
            using var answer = await user.SendAsync(method, $"v1/projects/{project}/{path}");
            await ProblemAnswer.ExpectAsync(answer, HttpStatusCode.ServiceUnavailable, ErrorCodes.Unavailable);
            Assert.NotNull(answer.Headers.RetryAfter);
        }
    }

    [Fact]
    public async Task A_preview_comes_with_an_address_that_opens_it_and_its_owner_is_asked()
    {
        await using var owner = await FakeServer.StartAsync(context => context.Response.WriteAsJsonAsync(
            new PreviewState("x", Guid.Empty, PreviewStatus.Running, null, DateTimeOffset.UnixEpoch, []), ContractJson.Options));
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project;
        var stopped = await user.GetAsync<PreviewInfo>($"v1/projects/{project.Id}/preview");
        Assert.Equal(PreviewStatus.Stopped, stopped.Status);

        await api.Services.GetRequiredService<PreviewDirectory>().SetAsync(new PreviewEntry(
            project.PreviewId, project.Id, PreviewStatus.Running, "http://127.0.0.1:1", owner.Address.ToString(), null, DateTimeOffset.UnixEpoch));
        var running = await user.GetAsync<PreviewInfo>($"v1/projects/{project.Id}/preview");
        Assert.Equal((PreviewStatus.Running, DateTimeOffset.UnixEpoch), (running.Status, running.StartedAt));
        var url = new Uri(running.Url!);
        Assert.Equal($"{project.PreviewId}.preview.localhost:8082", url.Authority);
        var ticket = System.Web.HttpUtility.ParseQueryString(url.Query)[PreviewTickets.QueryParameter];
        Assert.True(api.Services.GetRequiredService<PreviewTickets>().TryVerifyTicket(project.PreviewId, ticket, out _));
        Assert.False(api.Services.GetRequiredService<PreviewTickets>().TryVerifyTicket("another", ticket, out _));

        await user.PostAsync<PreviewInfo>($"v1/projects/{project.Id}/preview/stop", new { }, HttpStatusCode.OK);
        Assert.Contains(owner.Requests, r => r == ("POST", $"/internal/previews/{project.PreviewId}/stop", $"Bearer {ApiFixture.ServiceToken}"));
    }
}
