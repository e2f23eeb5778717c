using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Samokoder.Data.Keys;

/// <summary>Encrypts provider keys for storage. The user's id is part of the purpose: a row copied to another user does not decrypt.</summary>
public sealed class ProviderKeyProtector(IDataProtectionProvider dataProtection)
{
    public string Protect(Guid userId, string apiKey) => For(userId).Protect(apiKey);

    /// <exception cref="CryptographicException">The key ring does not know the key any more.</exception>
    public string Unprotect(Guid userId, string protectedKey) => For(userId).Unprotect(protectedKey);

    /// <summary>The same key under the newest key of the ring; null when it is there already, or cannot be read.</summary>
    internal string? Renew(Guid userId, string protectedKey)
    {
        var protector = For(userId);
        try
        {
            var plain = ((IPersistedDataProtector)protector).DangerousUnprotect(
                WebEncoders.Base64UrlDecode(protectedKey), ignoreRevocationErrors: false, out var requiresMigration, out _);
            return requiresMigration ? WebEncoders.Base64UrlEncode(protector.Protect(plain)) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null; // Whoever uses it is told to enter it again.
        }
    }

    private IDataProtector For(Guid userId) => dataProtection.CreateProtector("Samokoder.ProviderKeys", userId.ToString("N"));
}
