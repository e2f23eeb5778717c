using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts.Notifications;
using Samokoder.Data;
using Samokoder.Data.Notifications;

namespace Samokoder.ApiService.Features.Notifications;

/// <summary>Ownership is part of every query: what belongs to somebody else is not found.</summary>
internal static class NotificationQueries
{
    public static IQueryable<Notification> NotificationsOf(this SamokoderDbContext db, Caller caller) => db.Notifications.Where(n => n.UserId == caller.UserId);

    public static Task<int> CountUnreadAsync(this SamokoderDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.Notifications.CountAsync(n => n.UserId == userId && n.ReadAt == null, cancellationToken);

    public static IQueryable<NotificationInfo> ToInfos(this IQueryable<Notification> notifications, SamokoderDbContext db) =>
        notifications.AsNoTracking().Select(n => new NotificationInfo(
            n.Id, n.Seq, n.Kind, n.ProjectId, db.Projects.Where(p => p.Id == n.ProjectId).Select(p => p.Name).FirstOrDefault(), n.RunId, n.Code,
            n.Detail, n.SpentUsd, n.CapUsd, n.CreatedAt, n.ReadAt));
}
