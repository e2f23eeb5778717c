using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Mail;

/// <summary>Sends what is queued, one after the other; what fails is tried again, later each time.</summary>
internal sealed partial class MailWorker(
    MailQueue queue, MailSignal signal, IMailSender sender, IServiceScopeFactory scopes, ILogger<MailWorker> logger) : BackgroundService
{
    /// <summary>Finds mails of replicas that died, and those whose time has come.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>With the delays above, about half a day.</summary>
    private const int MostAttempts = 20;

    /// <summary>Of one kind to one address an hour: nobody fills somebody else's mailbox through us.</summary>
    private const int MostAnHour = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                while (await queue.TakeAsync(stoppingToken) is { } mail)
                    await SendAsync(mail, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                QueueFailed(exception);
            }

            await signal.WaitAsync(LookInterval, stoppingToken);
        }
    }

    private async Task SendAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        try
        {
            if (await WriteAsync(mail, cancellationToken) is { } content)
                await sender.SendAsync(content, cancellationToken);
            await queue.DoneAsync(mail.Id, cancellationToken);
        }
        catch (MailRefusedException refused)
        {
            GivenUp(mail.Id, mail.Kind, refused);
            await queue.GiveUpAsync(mail.Id, refused.Message, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await PostponeAsync(mail, exception, cancellationToken);
        }
    }

    private async Task<MailContent?> WriteAsync(QueuedMail mail, CancellationToken cancellationToken)
    {
        if (mail.Kind is not (MailKinds.Notice or MailKinds.Notification) && await queue.CountAsync(mail, Hour, cancellationToken) > MostAnHour)
            return null;
        await using var scope = scopes.CreateAsyncScope();
        var writer = scope.ServiceProvider.GetServices<IMailWriter>().SingleOrDefault(w => w.Kind == mail.Kind)
            ?? throw new InvalidOperationException($"Nobody writes mails of the kind {mail.Kind}.");
        return await writer.WriteAsync(mail, cancellationToken);
    }

    private Task PostponeAsync(QueuedMail mail, Exception exception, CancellationToken cancellationToken)
    {
        if (mail.Attempts >= MostAttempts)
        {
            GivenUp(mail.Id, mail.Kind, exception);
            return queue.GiveUpAsync(mail.Id, exception.Message, cancellationToken);
        }

        var delay = TimeSpan.FromSeconds(Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, mail.Attempts - 1), LongestDelay.TotalSeconds));
        Postponed(mail.Id, mail.Kind, delay, exception);
        return queue.TryLaterAsync(mail.Id, delay, exception.Message, cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Mail {Id} ({Kind}) could not be sent; trying again in {Delay}")]
    private partial void Postponed(Guid id, string kind, TimeSpan delay, Exception exception);

    [LoggerMessage(LogLevel.Error, "Mail {Id} ({Kind}) was given up")]
    private partial void GivenUp(Guid id, string kind, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The mail queue cannot be read; trying again")]
    private partial void QueueFailed(Exception exception);
}
