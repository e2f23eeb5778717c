using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Mcp;
using Samokoder.Data;
using Samokoder.Data.Mcp;

namespace Samokoder.ApiService.Features.Mcp;

internal sealed class PutMcpServerHandler(SamokoderDbContext db, McpSecretProtector protector, TimeProvider time)
{
    public async Task<Results<Ok<McpServerInfo>, InvalidRequest, Missing, StateConflict>> HandleAsync(
        Guid projectId, string name, PutMcpServerRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        if (McpRules.Validate(name, request) is { } invalid)
            return invalid;
        var others = await db.McpServers.CountAsync(s => s.ProjectId == projectId && s.Name != name, cancellationToken);
        if (others >= McpRules.MaxServers)
            return new StateConflict(ErrorCodes.Conflict, $"A project can have {McpRules.MaxServers} MCP servers. Remove one first.");
        var stored = await db.McpServers.AsNoTracking().SingleOrDefaultAsync(s => s.ProjectId == projectId && s.Name == name, cancellationToken);
        var (secrets, missing) = Merge(request, stored);
        if (missing is not null)
            return new Validator().Check(false, "secrets", $"There is no stored value of {missing}. Enter it.").Problem!;
        return TypedResults.Ok((await StoreAsync(Create(projectId, name, request, secrets), cancellationToken)).ToInfo());
    }

    /// <summary>The new values with those that are kept, or the name of one that is to be kept and is not there.</summary>
    private (Dictionary<string, string> Secrets, string? Missing) Merge(PutMcpServerRequest request, McpServer? stored)
    {
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var kept = stored is not null && request.Secrets?.Values.Any(v => v is null) == true ? Read(stored) : [];
        foreach (var (name, value) in request.Secrets ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if ((value ?? kept.GetValueOrDefault(name)) is not { } secret)
                return ([], name);
            secrets[name] = secret;
        }
        return (secrets, null);
    }

    private Dictionary<string, string> Read(McpServer stored)
    {
        try
        {
            return protector.Unprotect(stored.ProjectId, stored.ProtectedSecrets);
        }
        catch (CryptographicException)
        {
            return []; // They cannot be read any more: the user is asked to enter them again.
        }
    }

    private McpServer Create(Guid projectId, string name, PutMcpServerRequest request, Dictionary<string, string> secrets) => new()
    {
        ProjectId = projectId, Name = name, Command = request.Command.Trim(), Arguments = [.. request.Arguments ?? []],
        SecretNames = [.. secrets.Keys.Order(StringComparer.Ordinal)], ProtectedSecrets = protector.Protect(projectId, secrets), UpdatedAt = time.GetUtcNow(),
    };

    private async Task<McpServer> StoreAsync(McpServer server, CancellationToken cancellationToken)
    {
        var rows = await db.McpServers.FromSql(
            $"""
            INSERT INTO mcp_servers (project_id, name, command, arguments, secret_names, protected_secrets, created_at, updated_at)
            VALUES ({server.ProjectId}, {server.Name}, {server.Command}, {server.Arguments}, {server.SecretNames}, {server.ProtectedSecrets}, {server.UpdatedAt}, {server.UpdatedAt})
            ON CONFLICT (project_id, name) DO UPDATE SET command = excluded.command, arguments = excluded.arguments, secret_names = excluded.secret_names,
                protected_secrets = excluded.protected_secrets, updated_at = excluded.updated_at
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.Single();
    }
}
