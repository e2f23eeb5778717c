using static Samokoder.Tests.ApiService.Contract.RouteRow;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>
/// Who may use which route: one line for each. A new route without a line fails <see cref="AccessMatrixTests"/>. The last column is the method of
/// Web's client, or why there is none.
/// </summary>
internal static class RouteTable
{
    private const string Form = "Web relays the sign-in forms";
    private const string Page = "the browser goes there itself";
    private const string Stream = "RunEventStream";
    private const string Scripts = "for scripts";

    public static readonly IReadOnlyDictionary<string, RouteRow> Rows = new Dictionary<string, RouteRow>(StringComparer.Ordinal)
    {
        ["POST /v1/auth/register"] = Open(400, Form),
        ["POST /v1/auth/login"] = Open(400, Form),
        ["POST /v1/auth/refresh"] = Open(401, Form),
        ["POST /v1/auth/logout"] = Open(204, Form),
        ["GET /v1/auth/me"] = Mine(200, "GetMeAsync"),
        ["GET /v1/auth/options"] = Open(200, Form),
        ["POST /v1/auth/register/confirm"] = Open(400, Form),
        ["POST /v1/auth/password/forgot"] = Open(400, Form),
        ["POST /v1/auth/password/reset"] = Open(400, Form),
        ["POST /v1/auth/password"] = Mine(400, "ChangePasswordAsync", "{}"),
        ["GET /v1/auth/security"] = Mine(200, "GetSecurityAsync"),
        ["POST /v1/auth/totp"] = Mine(200, "EnrolTotpAsync", $$"""{"password":"{{ApiUser.Password}}"}"""),
        ["POST /v1/auth/totp/confirm"] = Mine(400, "ConfirmTotpAsync", "{}"),
        ["POST /v1/auth/totp/recovery-codes"] = Mine(409, "RenewRecoveryCodesAsync", """{"code":"123456"}"""),
        ["DELETE /v1/auth/totp"] = Mine(409, "RemoveTotpAsync", """{"password":"wrong","code":"123456"}"""),
        ["GET /v1/auth/sessions"] = Mine(200, "GetSessionsAsync"),
        ["DELETE /v1/auth/sessions"] = Mine(204, "EndOtherSessionsAsync"),
        ["DELETE /v1/auth/sessions/{id}"] = Mine(404, "EndSessionAsync"),
        ["POST /v1/auth/logout-everywhere"] = Last(204, "LogoutEverywhereAsync"),
        ["POST /v1/auth/tokens"] = Mine(201, "CreateTokenAsync", $$"""{"name":"A script","scopes":["read"],"expiresInDays":1,"password":"{{ApiUser.Password}}"}"""),
        ["GET /v1/auth/tokens"] = Mine(200, "GetTokensAsync"),
        ["DELETE /v1/auth/tokens/{id}"] = Mine(404, "RevokeTokenAsync"),

        ["GET /v1/auth/github/start"] = Open(404, Page), // not set up here
        ["GET /v1/auth/github/callback"] = Open(404, Page),
        ["POST /v1/auth/github/code"] = Open(400, Form),
        ["GET /v1/auth/github"] = Mine(200, "GetGitHubAsync"),
        ["POST /v1/auth/github/connect"] = Mine(404, "ConnectGitHubAsync", "{}"),
        ["DELETE /v1/auth/github"] = Mine(404, "DisconnectGitHubAsync", """{"password":"wrong"}"""),

        ["GET /v1/admin/users"] = AdminOnly(200, "GetUsersAsync"),
        ["GET /v1/admin/users/{id}"] = AdminOnly(404, "GetUserAsync"),
        ["GET /v1/admin/users/{id}/usage"] = AdminOnly(404, "GetUserUsageAsync"),
        ["PATCH /v1/admin/users/{id}"] = AdminOnly(404, "UpdateUserAsync", "{}"),
        ["POST /v1/admin/users/{id}/password-link"] = AdminOnly(404, "CreatePasswordLinkAsync"),
        ["DELETE /v1/admin/users/{id}/sessions"] = AdminOnly(404, "EndSessionsOfUserAsync"),
        ["DELETE /v1/admin/users/{id}/totp"] = AdminOnly(404, "RemoveTotpOfUserAsync"),
        ["GET /v1/admin/registrations"] = AdminOnly(200, "GetRegistrationsAsync"),
        ["POST /v1/admin/registrations/{id}/approve"] = AdminOnly(404, "ApproveRegistrationAsync"),
        ["DELETE /v1/admin/registrations/{id}"] = AdminOnly(404, "RejectRegistrationAsync"),
        ["GET /v1/admin/audit"] = AdminOnly(200, "GetAuditAsync"),

        ["GET /v1/projects"] = Mine(200, "GetProjectsAsync"),
        ["POST /v1/projects"] = Mine(201, "CreateProjectAsync", """{"prompt":"A list"}"""),
        ["GET /v1/projects/{id}"] = Owned(200, "GetProjectAsync"),
        ["PATCH /v1/projects/{id}"] = Owned(200, "UpdateProjectAsync", """{"name":"New"}"""),
        ["DELETE /v1/projects/{id}"] = Owned(204, "DeleteProjectAsync"),

        ["POST /v1/projects/{projectId}/runs"] = Owned(202, "CreateRunAsync", """{"prompt":"More"}"""),
        ["GET /v1/projects/{projectId}/runs"] = Owned(200, "GetRunsAsync"),
        ["GET /v1/projects/{projectId}/messages"] = Owned(200, "GetMessagesAsync"),
        ["GET /v1/projects/{projectId}/attachments"] = Owned(200, "GetAttachmentsAsync"),
        ["GET /v1/projects/{projectId}/attachments/{id}"] = Owned(404, Scripts), // nothing was sent with the prompt
        ["GET /v1/runs/{id}"] = Owned(200, "GetRunAsync"),
        ["POST /v1/runs/{id}/cancel"] = Owned(202, "CancelRunAsync"),
        ["POST /v1/runs/{id}/answer"] = Owned(409, "AnswerAsync", """{"questionId":"019aa000-0000-7000-8000-000000000001","text":"Yes"}"""),
        ["GET /v1/runs/{id}/events"] = Owned(200, Stream),

        ["GET /v1/projects/{projectId}/files"] = Owned(200, "GetFilesAsync"),
        ["GET /v1/projects/{projectId}/files/{path}"] = Owned(200, "GetFileAsync"),
        ["PUT /v1/projects/{projectId}/files/{path}"] = Owned(204, Scripts, "text"),
        ["DELETE /v1/projects/{projectId}/files/{path}"] = Owned(204, Scripts),
        ["GET /v1/projects/{projectId}/egress"] = Owned(200, "GetEgressAsync"),
        ["GET /v1/projects/{projectId}/mcp"] = Owned(200, "GetMcpServersAsync"),
        ["GET /v1/projects/{projectId}/mcp/{name}"] = Owned(404, Scripts),
        ["PUT /v1/projects/{projectId}/mcp/{name}"] = Owned(200, "PutMcpServerAsync", """{"command":"node","arguments":["server.mjs"],"secrets":{"TOKEN":"abc"}}"""),
        ["DELETE /v1/projects/{projectId}/mcp/{name}"] = Owned(404, "DeleteMcpServerAsync"),
        ["POST /v1/projects/{projectId}/mcp/{name}/test"] = Owned(404, "TestMcpServerAsync"),
        ["GET /v1/projects/{projectId}/export"] = Owned(200, Scripts),

        ["GET /v1/projects/{projectId}/checkpoints"] = Owned(200, "GetCheckpointsAsync"),
        ["GET /v1/projects/{projectId}/checkpoints/{id}/diff"] = Owned(404, "GetCheckpointDiffAsync"), // no run has made one
        ["POST /v1/projects/{projectId}/checkpoints/{id}/restore"] = Owned(404, "RestoreCheckpointAsync"),

        ["GET /v1/projects/{projectId}/terminal"] = Owned(400, "a WebSocket of the browser's own"),
        ["GET /v1/projects/{projectId}/preview"] = Owned(200, "GetPreviewAsync"),
        ["POST /v1/projects/{projectId}/preview/start"] = Owned(200, "StartPreviewAsync"),
        ["POST /v1/projects/{projectId}/preview/stop"] = Owned(200, Scripts),
        ["POST /v1/projects/{projectId}/preview/share"] = Owned(200, "SharePreviewAsync", """{"audience":"link"}"""),
        ["DELETE /v1/projects/{projectId}/preview/share"] = Owned(204, "RevokePreviewShareAsync"),

        ["GET /v1/models"] = Mine(200, "GetModelsAsync"),
        ["GET /v1/keys"] = Mine(200, "GetKeysAsync"),
        ["PUT /v1/keys/{provider}"] = Mine(400, "PutKeyAsync", """{"apiKey":""}"""),
        ["DELETE /v1/keys/{provider}"] = Mine(404, "DeleteKeyAsync"),
        ["POST /v1/keys/{provider}/test"] = Mine(404, "TestKeyAsync"),
        ["GET /v1/user/profile"] = Mine(200, "GetProfileAsync"),
        ["PATCH /v1/user/profile"] = Mine(200, "UpdateProfileAsync", """{"locale":"en"}"""),
        ["GET /v1/user/limits"] = Mine(200, Scripts),

        ["GET /v1/usage/summary"] = Mine(200, "GetUsageAsync"),
        ["GET /v1/usage/records"] = Mine(200, Scripts),
        ["GET /v1/usage/budget"] = Mine(200, "GetBudgetAsync"),
        ["PUT /v1/usage/budget"] = Mine(200, "PutBudgetAsync", "{}"),
        ["GET /v1/notifications"] = Mine(200, "GetNotificationsAsync"),
        ["POST /v1/notifications/{id}/read"] = Mine(404, "ReadNotificationAsync"),
        ["POST /v1/notifications/read-all"] = Mine(204, "ReadAllNotificationsAsync"),
        ["POST /v1/notifications/unsubscribe"] = Open(400, "mail programs call it"),
        ["GET /v1/notifications/events"] = Mine(200, "OpenNotificationsAsync"),
        ["GET /v1/analytics/me"] = Mine(200, "GetAnalyticsAsync"),
        ["GET /v1/analytics/system"] = AdminOnly(200, "GetSystemAnalyticsAsync"),
    };
}
