using Samokoder.Contracts.Auth;

namespace Samokoder.Web.Features.Api;

public sealed partial class ApiClient
{
    public Task<ApiResult<GitHubConnection>> GetGitHubAsync(CancellationToken ct) => GetAsync<GitHubConnection>("v1/auth/github", ct);

    public Task<ApiResult<GitHubTicket>> ConnectGitHubAsync(ConnectGitHubRequest body, CancellationToken ct) =>
        SendAsync<GitHubTicket>(HttpMethod.Post, "v1/auth/github/connect", body, ct);

    public Task<ApiResult<Nothing>> DisconnectGitHubAsync(DisconnectGitHubRequest body, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, "v1/auth/github", body, ct);
}
