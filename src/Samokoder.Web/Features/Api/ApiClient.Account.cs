using Samokoder.Contracts;
using Samokoder.Contracts.Auth;

namespace Samokoder.Web.Features.Api;

/// <summary>The person's own account: password, second factor, sign-ins, tokens for scripts.</summary>
public sealed partial class ApiClient
{
    public Task<ApiResult<SecurityInfo>> GetSecurityAsync(CancellationToken ct) => GetAsync<SecurityInfo>("v1/auth/security", ct);

    public Task<ApiResult<Nothing>> ChangePasswordAsync(ChangePasswordRequest body, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Post, "v1/auth/password", body, ct);

    public Task<ApiResult<TotpEnrolment>> EnrolTotpAsync(EnrolTotpRequest body, CancellationToken ct) =>
        SendAsync<TotpEnrolment>(HttpMethod.Post, "v1/auth/totp", body, ct);

    public Task<ApiResult<RecoveryCodes>> ConfirmTotpAsync(TotpCodeRequest body, CancellationToken ct) =>
        SendAsync<RecoveryCodes>(HttpMethod.Post, "v1/auth/totp/confirm", body, ct);

    public Task<ApiResult<RecoveryCodes>> RenewRecoveryCodesAsync(TotpCodeRequest body, CancellationToken ct) =>
        SendAsync<RecoveryCodes>(HttpMethod.Post, "v1/auth/totp/recovery-codes", body, ct);

    public Task<ApiResult<Nothing>> RemoveTotpAsync(RemoveTotpRequest body, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, "v1/auth/totp", body, ct);

    public Task<ApiResult<Page<SessionInfo>>> GetSessionsAsync(CancellationToken ct) => GetAsync<Page<SessionInfo>>("v1/auth/sessions", ct);

    public Task<ApiResult<Nothing>> EndSessionAsync(Guid id, CancellationToken ct) => SendAsync<Nothing>(HttpMethod.Delete, $"v1/auth/sessions/{id}", null, ct);

    public Task<ApiResult<Nothing>> EndOtherSessionsAsync(CancellationToken ct) => SendAsync<Nothing>(HttpMethod.Delete, "v1/auth/sessions", null, ct);

    /// <summary>The cookies of this browser stay, and are good for nothing.</summary>
    public Task<ApiResult<Nothing>> LogoutEverywhereAsync(CancellationToken ct) => SendAsync<Nothing>(HttpMethod.Post, "v1/auth/logout-everywhere", null, ct);

    public Task<ApiResult<Page<TokenInfo>>> GetTokensAsync(CancellationToken ct) => GetAsync<Page<TokenInfo>>("v1/auth/tokens", ct);

    public Task<ApiResult<TokenCreated>> CreateTokenAsync(CreateTokenRequest body, CancellationToken ct) =>
        SendAsync<TokenCreated>(HttpMethod.Post, "v1/auth/tokens", body, ct);

    public Task<ApiResult<Nothing>> RevokeTokenAsync(Guid id, CancellationToken ct) => SendAsync<Nothing>(HttpMethod.Delete, $"v1/auth/tokens/{id}", null, ct);
}
