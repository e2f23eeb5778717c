using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Samokoder.Data.Keys;

/// <summary>Encrypts provider keys for storage. The user's id is part of the purpose: a row copied to another user does not decrypt.</summary>
public sealed class ProviderKeyProtector(IDataProtectionProvider dataProtection)
{
    public string Protect(Guid userId, string apiKey) => For(userId).Protect(apiKey);

    /// <exception cref="CryptographicException">The key ring does not know the key any more.</exception>
    public string Unprotect(Guid userId, string protectedKey) => For(userId).Unprotect(protectedKey);

    /// <summary>The same key under the newest key of the ring; null when it is there already, or cannot be read.</summary>
    internal string? Renew(Guid userId, string protectedKey) => SecretRenewal.Renew(For(userId), protectedKey);

    private IDataProtector For(Guid userId) => dataProtection.CreateProtector("Samokoder.ProviderKeys", userId.ToString("N"));
}
