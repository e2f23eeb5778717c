using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Samokoder.Contracts;
using Samokoder.Contracts.Mcp;
using Samokoder.Data.Mcp;

namespace Samokoder.Tests.ApiService;

[Collection(ApiTests.Name)]
public sealed class McpTests(ApiFixture api)
{
    [Fact]
    public async Task A_server_is_stored_changed_listed_and_forgotten_and_its_secrets_are_never_said_again()
    {
        var (secret, other) = ($"first-{Guid.CreateVersion7():N}", $"second-{Guid.CreateVersion7():N}");
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        var path = $"v1/projects/{project}/mcp/tickets";

        using var put = await user.SendAsync(HttpMethod.Put, path, new PutMcpServerRequest(" npx ", ["-y", "tickets"], Secrets(("TOKEN", secret), ("OTHER", other))));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        using var changed = await user.SendAsync(HttpMethod.Put, path, new PutMcpServerRequest("node", ["server.mjs"], Secrets(("TOKEN", null))));
        using var missing = await user.SendAsync(HttpMethod.Put, path, new PutMcpServerRequest("node", [], Secrets(("OTHER", null))));
        using var list = await user.SendAsync(HttpMethod.Get, $"v1/projects/{project}/mcp");

        foreach (var answer in new[] { put, changed, missing, list })
        {
            var body = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(secret, body, StringComparison.Ordinal);
            Assert.DoesNotContain(other, body, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
        Assert.DoesNotContain(api.Logs.Lines, l => l.Contains(secret, StringComparison.Ordinal));
        var server = Assert.Single((await user.GetAsync<Page<McpServerInfo>>($"v1/projects/{project}/mcp")).Items);
        Assert.Equal(("tickets", "node"), (server.Name, server.Command));
        Assert.Equal(["server.mjs"], server.Arguments);
        Assert.Equal(["TOKEN"], server.SecretNames);
        await using var db = await api.DbAsync();
        var row = await db.McpServers.SingleAsync(s => s.ProjectId == project);
        Assert.DoesNotContain(secret, row.ProtectedSecrets, StringComparison.Ordinal);
        var protector = api.Services.GetRequiredService<McpSecretProtector>();
        Assert.Equal(secret, protector.Unprotect(project, row.ProtectedSecrets)["TOKEN"]);
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => protector.Unprotect(Guid.CreateVersion7(), row.ProtectedSecrets));

        using var deleted = await user.SendAsync(HttpMethod.Delete, path);
        using var gone = await user.SendAsync(HttpMethod.Get, path);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (deleted.StatusCode, gone.StatusCode));
    }

    [Theory]
    [InlineData("Tickets", "node", "TOKEN")]
    [InlineData("-tickets", "node", "TOKEN")]
    [InlineData("tickets", " ", "TOKEN")]
    [InlineData("tickets", "no\nde", "TOKEN")]
    [InlineData("tickets", "node", "TO KEN")]
    public async Task What_cannot_be_a_server_is_refused(string name, string command, string secret)
    {
        using var user = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        using var put = await user.SendAsync(HttpMethod.Put, $"v1/projects/{project}/mcp/{name}", new PutMcpServerRequest(command, [], Secrets((secret, "x"))));
        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
    }

    [Fact]
    public async Task A_test_is_made_by_the_agent_and_only_for_the_owner()
    {
        api.WhenAgentIsAsked(context => context.Response.WriteAsJsonAsync(new McpTestResult(true, "It works.", [new("mcp__tickets__add", "Adds.")]), ContractJson.Options));
        using var user = await api.RegisterAsync();
        using var other = await api.RegisterAsync();
        var project = (await user.CreateProjectAsync()).Project.Id;
        using (await user.SendAsync(HttpMethod.Put, $"v1/projects/{project}/mcp/tickets", new PutMcpServerRequest("node")))
        {
            // It is stored; how is another test's concern.
        }

        var result = await user.PostAsync<McpTestResult>($"v1/projects/{project}/mcp/tickets/test", new { }, HttpStatusCode.OK);
        using var refused = await other.SendAsync(HttpMethod.Post, $"v1/projects/{project}/mcp/tickets/test");

        Assert.Equal("mcp__tickets__add", Assert.Single(result.Tools).Name);
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Equal($"/internal/projects/{project}/mcp/tickets/test", Assert.Single(api.Agent.Requests).Target);
    }

    private static Dictionary<string, string?> Secrets(params (string Name, string? Value)[] secrets) =>
        secrets.ToDictionary(s => s.Name, s => s.Value, StringComparer.Ordinal);
}
