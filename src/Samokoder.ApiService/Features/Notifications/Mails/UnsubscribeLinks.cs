using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Samokoder.ApiService.Mail;

namespace Samokoder.ApiService.Features.Notifications.Mails;

/// <summary>The address that ends somebody's mails without a sign-in: it stands in those mails only.</summary>
internal sealed class UnsubscribeLinks(IDataProtectionProvider protection, MailLinks web)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Samokoder.Unsubscribe");

    public string Create(Guid userId) => web.To($"/api/v1/notifications/unsubscribe?token={_protector.Protect(userId.ToString("N"))}");

    /// <summary>Null when it is none of ours.</summary>
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
