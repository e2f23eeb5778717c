using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Samokoder.Data.Keys;

namespace Samokoder.Data.Mcp;

/// <summary>Encrypts the secrets of MCP servers for storage. The project's id is part of the purpose: a row copied to another project does not decrypt.</summary>
public sealed class McpSecretProtector(IDataProtectionProvider dataProtection)
{
    public string Protect(Guid projectId, IReadOnlyDictionary<string, string> secrets) => For(projectId).Protect(JsonSerializer.Serialize(secrets));

    /// <exception cref="CryptographicException">The key ring does not know the key any more.</exception>
    public Dictionary<string, string> Unprotect(Guid projectId, string protectedSecrets) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(For(projectId).Unprotect(protectedSecrets)) ?? [];

    /// <summary>The same secrets under the newest key of the ring; null when they are there already, or cannot be read.</summary>
    internal string? Renew(Guid projectId, string protectedSecrets) => SecretRenewal.Renew(For(projectId), protectedSecrets);

    private IDataProtector For(Guid projectId) => dataProtection.CreateProtector("Samokoder.McpSecrets", projectId.ToString("N"));
}
