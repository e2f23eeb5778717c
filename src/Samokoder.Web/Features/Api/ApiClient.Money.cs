using System.Globalization;
using Samokoder.Contracts.Notifications;
using Samokoder.Contracts.Usage;

namespace Samokoder.Web.Features.Api;

/// <summary>Usage, limits and notifications.</summary>
public sealed partial class ApiClient
{
    public Task<ApiResult<UsageSummary>> GetUsageAsync(DateOnly from, DateOnly to, CancellationToken ct) =>
        GetAsync<UsageSummary>(string.Create(CultureInfo.InvariantCulture, $"v1/usage/summary?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}"), ct);

    public Task<ApiResult<BudgetInfo>> GetBudgetAsync(CancellationToken ct) => GetAsync<BudgetInfo>("v1/usage/budget", ct);

    public Task<ApiResult<BudgetInfo>> PutBudgetAsync(PutBudgetRequest body, CancellationToken ct) =>
        SendAsync<BudgetInfo>(HttpMethod.Put, "v1/usage/budget", body, ct);

    public Task<ApiResult<NotificationPage>> GetNotificationsAsync(int limit, CancellationToken ct) =>
        GetAsync<NotificationPage>(string.Create(CultureInfo.InvariantCulture, $"v1/notifications?limit={limit}"), ct);

    public Task<ApiResult<Nothing>> ReadNotificationAsync(Guid id, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Post, $"v1/notifications/{id}/read", null, ct);

    public Task<ApiResult<Nothing>> ReadAllNotificationsAsync(CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Post, "v1/notifications/read-all", null, ct);

    /// <summary>Opens the stream of notifications; only headers are read. Null when the session ended.</summary>
    public Task<HttpResponseMessage?> OpenNotificationsAsync(long? lastEventId, CancellationToken ct) => OpenStreamAsync("v1/notifications/events", lastEventId, ct);
}
