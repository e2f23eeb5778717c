using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>Names a stored registration in a link so that nobody can name one who did not get the mail.</summary>
internal sealed class RegistrationLinks(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Samokoder.Registration");

    public string Create(Guid id) => _protector.Protect(id.ToString("N"));

    public Guid? Read(string? token)
    {
        try
        {
            return Guid.TryParseExact(_protector.Unprotect(token ?? ""), "N", out var id) ? id : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
