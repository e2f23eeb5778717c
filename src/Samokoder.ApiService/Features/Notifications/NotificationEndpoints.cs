using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Notifications.Mails;
using Samokoder.ApiService.Http.Paging;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Notifications;
using Samokoder.Data;
using Samokoder.Messaging.Notifications;

namespace Samokoder.ApiService.Features.Notifications;

internal static class NotificationEndpoints
{
    public static WebApplicationBuilder AddNotifications(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NotificationReader>().AddSingleton<NotificationLooks>().AddSingleton<UnsubscribeLinks>();
        builder.Services.AddHostedService(static s => s.GetRequiredService<NotificationLooks>());
        builder.Services.AddScoped<IMailWriter, NotificationMail>();
        return builder;
    }

    public static void MapNotifications(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/notifications").WithTags("Notifications");
        group.MapGet("", ListAsync).WithName("listNotifications").WithSummary("What happened to the caller's runs and budget, newest first");
        group.MapPost("/{id:guid}/read", ReadAsync).WithName("readNotification").WithSummary("Mark one as read");
        group.MapPost("/read-all", ReadAllAsync).WithName("readAllNotifications").WithSummary("Mark all as read");
        group.MapPost("/unsubscribe", UnsubscribeAsync).WithName("unsubscribeNotifications").AllowAnonymous()
            .WithSummary("End mails about notifications by the address that stands in them (RFC 8058)");
        group.MapGet("/events", WatchAsync).WithName("watchNotifications")
            .WithSummary("New ones and the count of unread ones as server-sent events; with Last-Event-ID also those that came since")
            .Produces<NotificationInfo>(StatusCodes.Status200OK, "text/event-stream");
    }

    private static async Task<Results<Ok<NotificationPage>, InvalidRequest>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (page.Validate() is { } invalid)
            return invalid;
        var notifications = db.NotificationsOf(caller);
        if (page.After is { } last)
            notifications = notifications.Where(n => n.Seq < db.Notifications.Where(l => l.UserId == caller.UserId && l.Id == last.Id).Select(l => l.Seq).FirstOrDefault());
        var rows = await notifications.OrderByDescending(n => n.Seq).Take(page.Take + 1).ToInfos(db).ToListAsync(cancellationToken);
        var result = page.Page(rows, n => new Cursor(n.CreatedAt, n.Id), n => n);
        return TypedResults.Ok(new NotificationPage(result.Items, result.NextCursor, await db.CountUnreadAsync(caller.UserId, cancellationToken)));
    }

    /// <summary>Marking one that is read already changes nothing and is fine.</summary>
    private static async Task<Results<NoContent, Missing>> ReadAsync(
        Guid id, Caller caller, SamokoderDbContext db, NotificationHints hints, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var found = await db.NotificationsOf(caller).Where(n => n.Id == id)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, n => n.ReadAt ?? now), cancellationToken);
        if (found == 0)
            return new Missing("There is no such notification. Load the list again.");
        await hints.PublishAsync(caller.UserId);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReadAllAsync(
        Caller caller, SamokoderDbContext db, NotificationHints hints, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.NotificationsOf(caller).Where(n => n.ReadAt == null).ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
        await hints.PublishAsync(caller.UserId);
        return TypedResults.NoContent();
    }

    /// <summary>Called by mail programs, with a form that says nothing more. Doing it twice changes nothing and is fine.</summary>
    private static async Task<Results<NoContent, InvalidRequest>> UnsubscribeAsync(
        string? token, UnsubscribeLinks links, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (links.Read(token) is not { } userId)
            return new InvalidRequest(ErrorCodes.LinkInvalid, "This address is not complete. Switch the mails off in the settings.");
        List<string> none = [];
        await db.Users.Where(u => u.Id == userId).ExecuteUpdateAsync(set => set.SetProperty(u => u.MailFor, none), cancellationToken);
        return TypedResults.NoContent();
    }

    /// <param name="lastEventIdHeader">What a browser sends when it reconnects; wins over the parameter.</param>
    /// <param name="lastEventId">The same for clients that cannot set headers.</param>
    private static async Task<Results<NotificationStreamResult, InvalidRequest>> WatchAsync(
        [FromHeader(Name = "Last-Event-ID")] string? lastEventIdHeader, string? lastEventId, Caller caller, SamokoderDbContext db,
        CancellationToken cancellationToken)
    {
        var text = lastEventIdHeader ?? lastEventId;
        var newest = await db.NotificationCounters.Where(c => c.UserId == caller.UserId).Select(c => c.LastSeq).SingleOrDefaultAsync(cancellationToken);
        if (string.IsNullOrEmpty(text))
            return new NotificationStreamResult(newest, caller);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var after)
            ? new NotificationStreamResult(Math.Min(after, newest), caller)
            : new Validator().Check(false, "lastEventId", "It must be the id of an event: a whole number from 0.").Problem!;
    }
}
