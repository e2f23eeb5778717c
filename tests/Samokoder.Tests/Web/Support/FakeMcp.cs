using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Samokoder.Contracts;
using Samokoder.Contracts.Mcp;

namespace Samokoder.Tests.Web.Support;

internal static class FakeMcp
{
    public static void MapMcp(this IEndpointRouteBuilder mine, ConcurrentDictionary<string, PutMcpServerRequest> servers)
    {
        McpServerInfo Info(string name, PutMcpServerRequest put) =>
            new(name, put.Command, put.Arguments ?? [], [.. (put.Secrets ?? new Dictionary<string, string?>(StringComparer.Ordinal)).Keys], TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow());

        mine.MapGet("/projects/{id:guid}/mcp", () => new Page<McpServerInfo>([.. servers.Select(s => Info(s.Key, s.Value))]));
        mine.MapPut("/projects/{id:guid}/mcp/{name}", (string name, PutMcpServerRequest body) => Info(name, servers[name] = body));
        mine.MapDelete("/projects/{id:guid}/mcp/{name}", (string name) => servers.TryRemove(name, out _) ? Results.NoContent() : Results.NotFound());
        mine.MapPost("/projects/{id:guid}/mcp/{name}/test", () => new McpTestResult(true, "It works.", [new("mcp__weather__today", "The weather of today")]));
    }
}
