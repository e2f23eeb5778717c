using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Notifications;
using Samokoder.Data;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Notifications.Mails;

/// <summary>A notification as a mail; none when it was read meanwhile, is old, or is not wanted any more.</summary>
internal sealed class NotificationMail(SamokoderDbContext db, UnsubscribeLinks unsubscribe, MailLinks web, TimeProvider time) : IMailWriter
{
    /// <summary>Nobody wants yesterday's news on the day that the mail server is back.</summary>
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    public string Kind => MailKinds.Notification;

    public async Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        var id = JsonSerializer.Deserialize<Cause>(mail.Data ?? "{}", ContractJson.Options)!.Notification;
        var since = time.GetUtcNow() - News;
        var found = await (
            from notification in db.Notifications.Where(n => n.Id == id && n.ReadAt == null && n.CreatedAt > since)
            join user in db.Users.Where(u => !u.IsBlocked && u.MailFor.Count > 0) on notification.UserId equals user.Id
            join project in db.Projects on notification.ProjectId equals (Guid?)project.Id into projects
            from project in projects.DefaultIfEmpty()
            select new { notification.Kind, notification.Detail, UserId = user.Id, user.Email, notification.ProjectId, Project = project == null ? null : project.Name })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var (subject, text) = NotificationMailTexts.Write(mail.Locale, found.Kind, found.Project ?? "", found.Detail);
        var page = web.To(found.ProjectId is { } projectId && found.Kind != NotificationKind.BudgetWarning ? $"/projects/{projectId}" : "/usage");
        return new MailContent(found.Email!, subject, NotificationMailTexts.Frame(mail.Locale, text, page, web.To("/settings")), unsubscribe.Create(found.UserId));
    }

    private sealed record Cause(Guid Notification);
}
