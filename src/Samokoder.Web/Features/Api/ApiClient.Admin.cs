using System.Globalization;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Contracts.Analytics;

namespace Samokoder.Web.Features.Api;

/// <summary>What administrators may do, and analytics. A person who is no administrator gets 403.</summary>
public sealed partial class ApiClient
{
    /// <summary>One page, newest first.</summary>
    public Task<ApiResult<Page<AdminUser>>> GetUsersAsync(string? search, string? cursor, CancellationToken ct) =>
        GetAsync<Page<AdminUser>>("v1/admin/users" + Query(("search", search), ("cursor", cursor)), ct);

    public Task<ApiResult<AdminUser>> GetUserAsync(Guid id, CancellationToken ct) => GetAsync<AdminUser>($"v1/admin/users/{id}", ct);

    public Task<ApiResult<AdminUserUsage>> GetUserUsageAsync(Guid id, CancellationToken ct) => GetAsync<AdminUserUsage>($"v1/admin/users/{id}/usage", ct);

    public Task<ApiResult<AdminUser>> UpdateUserAsync(Guid id, UpdateUserRequest body, CancellationToken ct) =>
        SendAsync<AdminUser>(HttpMethod.Patch, $"v1/admin/users/{id}", body, ct);

    public Task<ApiResult<PasswordLink>> CreatePasswordLinkAsync(Guid id, CancellationToken ct) =>
        SendAsync<PasswordLink>(HttpMethod.Post, $"v1/admin/users/{id}/password-link", null, ct);

    public Task<ApiResult<Nothing>> RemoveTotpOfUserAsync(Guid id, CancellationToken ct) => SendAsync<Nothing>(HttpMethod.Delete, $"v1/admin/users/{id}/totp", null, ct);

    public Task<ApiResult<Nothing>> EndSessionsOfUserAsync(Guid id, CancellationToken ct) => SendAsync<Nothing>(HttpMethod.Delete, $"v1/admin/users/{id}/sessions", null, ct);

    /// <summary>One page, oldest first.</summary>
    public Task<ApiResult<Page<RegistrationInfo>>> GetRegistrationsAsync(string? cursor, CancellationToken ct) =>
        GetAsync<Page<RegistrationInfo>>("v1/admin/registrations" + Query(("cursor", cursor)), ct);

    public Task<ApiResult<Nothing>> ApproveRegistrationAsync(Guid id, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Post, $"v1/admin/registrations/{id}/approve", null, ct);

    public Task<ApiResult<Nothing>> RejectRegistrationAsync(Guid id, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, $"v1/admin/registrations/{id}", null, ct);

    /// <summary>One page, newest first.</summary>
    public Task<ApiResult<Page<AuditRecord>>> GetAuditAsync(string? cursor, CancellationToken ct) =>
        GetAsync<Page<AuditRecord>>("v1/admin/audit" + Query(("cursor", cursor)), ct);

    public Task<ApiResult<Contracts.Analytics.Analytics>> GetAnalyticsAsync(DateOnly from, DateOnly to, CancellationToken ct) =>
        GetAsync<Contracts.Analytics.Analytics>("v1/analytics/me" + Days(from, to), ct);

    public Task<ApiResult<SystemAnalytics>> GetSystemAnalyticsAsync(DateOnly from, DateOnly to, CancellationToken ct) =>
        GetAsync<SystemAnalytics>("v1/analytics/system" + Days(from, to), ct);

    private static string Days(DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"?from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}");

    private static string Query(params (string Name, string? Value)[] values)
    {
        var given = values.Where(v => !string.IsNullOrWhiteSpace(v.Value)).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!.Trim())}");
        return string.Join('&', given) is { Length: > 0 } query ? "?" + query : "";
    }
}
