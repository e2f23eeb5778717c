using Microsoft.EntityFrameworkCore;
using Samokoder.Data;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Mail;

/// <summary>The queue as the workers of all replicas see it. A mail may go out twice after a crash; it never goes out not at all.</summary>
internal sealed class MailQueue(IDbContextFactory<SamokoderDbContext> contexts, TimeProvider time)
{
    /// <summary>How long one worker has a mail for itself.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(2);

    private const int ErrorLength = 500;

    /// <summary>Null when nothing is due.</summary>
    public async Task<QueuedMail?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var taken = await db.QueuedMails.FromSql(
            $"""
             UPDATE queued_mails SET due_at = {now + Claim}, attempts = attempts + 1
             WHERE id = (SELECT id FROM queued_mails WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= {now}
                         ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
             RETURNING *
             """).AsNoTracking().ToListAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    public Task DoneAsync(Guid id, CancellationToken cancellationToken) => UpdateAsync(
        id, (mails, now) => mails.ExecuteUpdateAsync(set => set.SetProperty(m => m.DoneAt, now).SetProperty(m => m.Data, (string?)null), cancellationToken), cancellationToken);

    public Task GiveUpAsync(Guid id, string error, CancellationToken cancellationToken) => UpdateAsync(
        id, (mails, now) => mails.ExecuteUpdateAsync(set => set.SetProperty(m => m.FailedAt, now).SetProperty(m => m.LastError, Short(error)), cancellationToken), cancellationToken);

    public Task TryLaterAsync(Guid id, TimeSpan delay, string error, CancellationToken cancellationToken) => UpdateAsync(
        id, (mails, now) => mails.ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, now + delay).SetProperty(m => m.LastError, Short(error)), cancellationToken), cancellationToken);

    /// <summary>How many mails of a kind this address got lately, this one included.</summary>
    public async Task<int> CountAsync(QueuedMail mail, TimeSpan lately, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var since = mail.CreatedAt - lately;
        return await db.QueuedMails.CountAsync(
            m => m.Recipient == mail.Recipient && m.Kind == mail.Kind && m.CreatedAt > since && m.CreatedAt <= mail.CreatedAt, cancellationToken);
    }

    private async Task UpdateAsync(Guid id, Func<IQueryable<QueuedMail>, DateTimeOffset, Task<int>> update, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await update(db.QueuedMails.Where(m => m.Id == id), time.GetUtcNow());
    }

    private static string Short(string error) => error.Length <= ErrorLength ? error : error[..ErrorLength];
}
