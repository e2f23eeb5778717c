using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>To an address that somebody registered with: the link that makes the account, or word that there is one already.</summary>
internal sealed class RegistrationMail(SamokoderDbContext db, ILookupNormalizer normalizer, RegistrationLinks links, MailLinks web) : IMailWriter
{
    public string Kind => MailKinds.Registration;

    public async Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var email = normalizer.NormalizeEmail(mail.Recipient);
        if (await db.Users.AnyAsync(u => u.NormalizedEmail == email, cancellationToken))
            return MailTexts.AlreadyThere(mail.Recipient, mail.Locale, web.To("/login"), web.To("/password/forgot"));
        var wish = JsonSerializer.Deserialize<Wish>(mail.Data ?? "{}", ContractJson.Options)!;
        return MailTexts.Confirm(mail.Recipient, mail.Locale, web.To($"/register/confirm#token={links.Create(wish.Id)}"));
    }

    internal sealed record Wish(Guid Id);
}
