using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Samokoder.Web.Features.Account;

/// <summary>
/// Carries e-mail and password from the first step of signing in to the one that asks for the code, unreadable for the browser and for five minutes:
/// nobody should type a password twice for one sign-in (docs/adr/0033).
/// </summary>
internal sealed class PasswordSeal(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Samokoder.Web.SignIn").ToTimeLimitedDataProtector();

    public string Close(string email, string password) => _protector.Protect($"{email}\n{password}", Lifetime);

    /// <summary>Null when it is over or not ours.</summary>
    public (string Email, string Password)? Open(string seal)
    {
        try
        {
            return _protector.Unprotect(seal).Split('\n', 2) is [var email, var password] ? (email, password) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
