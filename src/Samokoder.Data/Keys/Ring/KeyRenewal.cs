using System.Xml.Linq;
using Microsoft.EntityFrameworkCore;
using Samokoder.Data.Mcp;

namespace Samokoder.Data.Keys.Ring;

/// <summary>
/// Brings stored secrets up to date: ring keys that lie unencrypted, or under a former <c>DataProtection:Key</c>, are encrypted with the present one;
/// provider keys and secrets of MCP servers that are encrypted with an older ring key are encrypted with the newest. Safe while others use both, and safe to repeat.
/// </summary>
public sealed class KeyRenewal
{
    /// <summary>The names that Data Protection gives in a ring key's XML.</summary>
    private static readonly XNamespace Xml = "http://schemas.asp.net/2015/03/dataProtection";

    private readonly IDbContextFactory<SamokoderDbContext> _contexts;
    private readonly ProviderKeyProtector _protector;
    private readonly McpSecretProtector _mcp;
    private readonly RingCipher _cipher;

    internal KeyRenewal(IDbContextFactory<SamokoderDbContext> contexts, ProviderKeyProtector protector, McpSecretProtector mcp, RingCipher cipher) =>
        (_contexts, _protector, _mcp, _cipher) = (contexts, protector, mcp, cipher);

    /// <returns>How many ring keys and how many provider keys and secrets were encrypted anew.</returns>
    public async Task<(int Ring, int Keys)> RenewAsync(CancellationToken cancellationToken)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellationToken);
        return (await RenewRingAsync(db, cancellationToken), await RenewProviderKeysAsync(db, cancellationToken) + await RenewMcpSecretsAsync(db, cancellationToken));
    }

    private async Task<int> RenewRingAsync(SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var renewed = 0;
        foreach (var key in await db.DataProtectionKeys.AsNoTracking().Where(k => k.Xml != null).ToListAsync(cancellationToken))
        {
            var xml = XElement.Parse(key.Xml!);
            if (!Wrap(xml)) continue;
            var text = xml.ToString(SaveOptions.DisableFormatting);
            renewed += await db.DataProtectionKeys.Where(k => k.Id == key.Id && k.Xml == key.Xml)
                .ExecuteUpdateAsync(set => set.SetProperty(k => k.Xml, text), cancellationToken);
        }
        return renewed;
    }

    /// <summary>False when everything is encrypted with the present key.</summary>
    private bool Wrap(XElement key)
    {
        var open = key.Descendants().Where(e => (bool?)e.Attribute(Xml + "requiresEncryption") == true).ToList();
        foreach (var secret in open) secret.ReplaceWith(Wrapped(secret));
        var former = key.Descendants(Xml + "encryptedSecret").Where(IsFormer).ToList();
        foreach (var wrapped in former) wrapped.ReplaceWith(Wrapped(_cipher.Decrypt(wrapped.Elements().Single())));
        return open.Count + former.Count > 0;
    }

    private bool IsFormer(XElement wrapped) =>
        wrapped.Elements().SingleOrDefault() is { } inner && RingCipher.IdOf(inner) is { } id && id != _cipher.CurrentId;

    private XElement Wrapped(XElement secret) => new(
        Xml + "encryptedSecret", new XAttribute("decryptorType", typeof(RingDecryptor).AssemblyQualifiedName!), _cipher.Encrypt(secret));

    private async Task<int> RenewProviderKeysAsync(SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var renewed = 0;
        foreach (var key in await db.ProviderKeys.AsNoTracking().ToListAsync(cancellationToken))
        {
            // A key that was entered again meanwhile is newer than what was read.
            if (_protector.Renew(key.UserId, key.ProtectedKey) is { } anew)
                renewed += await db.ProviderKeys.Where(k => k.UserId == key.UserId && k.Provider == key.Provider && k.ProtectedKey == key.ProtectedKey)
                    .ExecuteUpdateAsync(set => set.SetProperty(k => k.ProtectedKey, anew), cancellationToken);
        }
        return renewed;
    }

    private async Task<int> RenewMcpSecretsAsync(SamokoderDbContext db, CancellationToken cancellationToken)
    {
        var renewed = 0;
        foreach (var server in await db.McpServers.AsNoTracking().ToListAsync(cancellationToken))
        {
            if (_mcp.Renew(server.ProjectId, server.ProtectedSecrets) is { } anew)
                renewed += await db.McpServers.Where(s => s.ProjectId == server.ProjectId && s.Name == server.Name && s.ProtectedSecrets == server.ProtectedSecrets)
                    .ExecuteUpdateAsync(set => set.SetProperty(s => s.ProtectedSecrets, anew), cancellationToken);
        }
        return renewed;
    }
}
