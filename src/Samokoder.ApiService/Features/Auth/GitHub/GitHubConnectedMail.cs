using System.Text.Json;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>Tells the owner of an account that a GitHub account opens it from now on.</summary>
internal sealed class GitHubConnectedMail(MailLinks web) : IMailWriter
{
    public string Kind => MailKinds.GitHubConnected;

    public Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var connection = JsonSerializer.Deserialize<Connection>(mail.Data ?? "{}", ContractJson.Options);
        return Task.FromResult<MailContent?>(MailTexts.Connected(mail.Recipient, mail.Locale, connection?.Login ?? "?", web.To("/settings/security")));
    }

    /// <param name="Login">The name at GitHub.</param>
    internal sealed record Connection(string? Login);
}
