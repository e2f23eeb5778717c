using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Samokoder.Data.Keys;

internal static class SecretRenewal
{
    /// <summary>The same secret under the newest key of the ring; null when it is there already, or cannot be read.</summary>
    public static string? Renew(IDataProtector protector, string protectedText)
    {
        try
        {
            var plain = ((IPersistedDataProtector)protector).DangerousUnprotect(
                WebEncoders.Base64UrlDecode(protectedText), ignoreRevocationErrors: false, out var requiresMigration, out _);
            return requiresMigration ? WebEncoders.Base64UrlEncode(protector.Protect(plain)) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null; // Whoever uses it is told to enter it again.
        }
    }
}
