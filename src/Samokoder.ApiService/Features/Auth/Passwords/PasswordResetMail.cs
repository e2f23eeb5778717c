using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Mail;
using Samokoder.Data.Accounts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Passwords;

/// <summary>The link to set a new password, if the address that was typed has an account.</summary>
internal sealed class PasswordResetMail(UserManager<User> users, PasswordLinks links, MailLinks web) : IMailWriter
{
    public string Kind => MailKinds.PasswordReset;

    public async Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken) =>
        await users.FindByEmailAsync(mail.Recipient) is { IsBlocked: false } user
            ? MailTexts.Reset(user.Email!, mail.Locale, web.To(await links.PathAsync(user)))
            : null;
}
