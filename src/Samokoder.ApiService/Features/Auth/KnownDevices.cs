using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Samokoder.ApiService.Http;
using Samokoder.Contracts;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Remembers in a cookie that somebody signed in from this browser before (OWASP's device cookie). Such a browser has failures of its own to
/// spend: guessing from elsewhere does not lock it out (docs/adr/0044).
/// </summary>
internal sealed class KnownDevices(IDataProtectionProvider protection)
{
    /// <summary>Begins the bucket of tries that are not a stranger's.</summary>
    public const string Prefix = "known:";

    private const string Cookie = ServiceNames.KnownDeviceCookie;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly IDataProtector _protector = protection.CreateProtector("Samokoder.KnownDevice");

    /// <summary>What tries of this browser with this e-mail are counted by: the device when it is known, else the network address.</summary>
    public string BucketOf(HttpContext context, string normalizedEmail) =>
        Read(context) is [var device, var email] && email == normalizedEmail ? $"{Prefix}device:{device}" : context.ClientAddress();

    /// <summary>After a sign-in. A device that is known already keeps its number, so that signing in again forgives nothing.</summary>
    public void Remember(HttpContext context, string normalizedEmail)
    {
        var device = Read(context) is [var known, var email] && email == normalizedEmail ? known : Guid.CreateVersion7().ToString("N");
        context.Response.Cookies.Append(HostCookie.NameOn(context.Request, Cookie), _protector.Protect($"{device}\n{normalizedEmail}"), new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = Lifetime, IsEssential = true,
        });
    }

    private string[]? Read(HttpContext context)
    {
        if (HostCookie.Read(context.Request, Cookie) is not { Length: > 0 } value)
            return null;
        try
        {
            return _protector.Unprotect(value).Split('\n');
        }
        catch (CryptographicException)
        {
            // Forged, or of another installation: a stranger.
            return null;
        }
    }
}
