using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Sandboxes;
using Samokoder.Contracts.Mcp;
using Samokoder.Data;
using Samokoder.Data.Mcp;

namespace Samokoder.AgentService.Mcp;

/// <summary>Starts the servers that a project has.</summary>
internal sealed class McpServers(
    IDbContextFactory<SamokoderDbContext> contexts, McpSecretProtector protector, ISandboxProvider sandboxes, IOptions<McpOptions> options)
{
    private readonly ConcurrentDictionary<Guid, bool> _testing = new();

    /// <summary>All of them, not started yet.</summary>
    public McpToolbox Open(Guid projectId) => new(token => StartAllAsync(projectId, token));

    /// <summary>Starts one, asks for its tools, and ends it. Null when the project has no such server. One test of a project at a time.</summary>
    public async Task<McpTestResult?> TestAsync(Guid projectId, string name, CancellationToken cancellationToken)
    {
        if (!_testing.TryAdd(projectId, true))
            return new McpTestResult(false, "Another test of an MCP server of this project is going on. Try again when it has ended.", []);
        try
        {
            return await TestNowAsync(projectId, name, cancellationToken);
        }
        finally
        {
            _testing.TryRemove(projectId, out _);
        }
    }

    private async Task<McpTestResult?> TestNowAsync(Guid projectId, string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.McpServers.AsNoTracking().SingleOrDefaultAsync(s => s.ProjectId == projectId && s.Name == name, cancellationToken) is not { } server)
            return null;
        var (session, problem) = await StartAsync(server, cancellationToken);
        if (session is null) return new McpTestResult(false, $"It did not start: {problem}", []);
        await using var _ = session;
        var tools = session.Tools.Select(t => new McpToolDeclaration(name, t)).DistinctBy(t => t.Name, StringComparer.Ordinal).Select(t => new McpToolInfo(t.Name, t.Description)).ToList();
        return new McpTestResult(true, tools.Count == 1 ? "It works and offers one tool." : $"It works and offers {tools.Count} tools.", tools);
    }

    private async Task<IReadOnlyList<McpStart>> StartAllAsync(Guid projectId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var servers = await db.McpServers.AsNoTracking().Where(s => s.ProjectId == projectId).OrderBy(s => s.Name).ToListAsync(cancellationToken);
        return await Task.WhenAll(servers.Select(async server =>
        {
            var (session, problem) = await StartAsync(server, cancellationToken);
            return new McpStart(server.Name, session, problem);
        }));
    }

    private Task<(McpSession? Session, string? Problem)> StartAsync(McpServer server, CancellationToken cancellationToken)
    {
        try
        {
            var secrets = new McpSecrets(protector.Unprotect(server.ProjectId, server.ProtectedSecrets));
            return McpSession.StartAsync(sandboxes.Get(server.ProjectId), server.Name, [server.Command, .. server.Arguments], secrets, options.Value, cancellationToken);
        }
        catch (CryptographicException)
        {
            return Task.FromResult<(McpSession?, string?)>((null, "its secrets cannot be read any more. Enter them again."));
        }
    }
}

/// <param name="Session">Null when it did not start; then the problem says why.</param>
internal sealed record McpStart(string Server, McpSession? Session, string? Problem);
