using System.Net.Http.Headers;
using System.Net.Http.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Contracts.Files;
using Samokoder.Contracts.Keys;
using Samokoder.Contracts.Models;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Projects;
using Samokoder.Contracts.Runs;
using Samokoder.Contracts.Users;
using Samokoder.Web.Features.Session;

namespace Samokoder.Web.Features.Api;

/// <summary>
/// The API as one circuit's person calls it. A 401 is answered by one refresh through the browser and one repetition; who must set up a second factor first is
/// led to where that is done.
/// </summary>
public sealed partial class ApiClient(ApiTransport transport, CircuitSession session)
{
    private const int WholePage = 200;
    private const int MostPages = 25;

    public Task<ApiResult<UserInfo>> GetMeAsync(CancellationToken ct) => GetAsync<UserInfo>("v1/auth/me", ct);

    public Task<ApiResult<UserProfile>> GetProfileAsync(CancellationToken ct) => GetAsync<UserProfile>("v1/user/profile", ct);

    public Task<ApiResult<UserProfile>> UpdateProfileAsync(UpdateProfileRequest body, CancellationToken ct) =>
        SendAsync<UserProfile>(HttpMethod.Patch, "v1/user/profile", body, ct);

    /// <summary>All projects, newest first as the API orders them; at most 5,000.</summary>
    public Task<ApiResult<List<ProjectInfo>>> GetProjectsAsync(CancellationToken ct) => GetAllAsync<ProjectInfo>("v1/projects", ct);

    public Task<ApiResult<ProjectCreated>> CreateProjectAsync(CreateProjectRequest body, CancellationToken ct) =>
        SendAsync<ProjectCreated>(HttpMethod.Post, "v1/projects", body, ct);

    public Task<ApiResult<ProjectInfo>> GetProjectAsync(Guid id, CancellationToken ct) => GetAsync<ProjectInfo>($"v1/projects/{id}", ct);

    public Task<ApiResult<ProjectInfo>> UpdateProjectAsync(Guid id, UpdateProjectRequest body, CancellationToken ct) =>
        SendAsync<ProjectInfo>(HttpMethod.Patch, $"v1/projects/{id}", body, ct);

    public Task<ApiResult<Nothing>> DeleteProjectAsync(Guid id, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, $"v1/projects/{id}", null, ct);

    public Task<ApiResult<List<RunInfo>>> GetRunsAsync(Guid projectId, CancellationToken ct) =>
        GetAllAsync<RunInfo>($"v1/projects/{projectId}/runs", ct);

    public Task<ApiResult<RunInfo>> GetRunAsync(Guid runId, CancellationToken ct) => GetAsync<RunInfo>($"v1/runs/{runId}", ct);

    public Task<ApiResult<RunCreated>> CreateRunAsync(Guid projectId, CreateRunRequest body, CancellationToken ct) =>
        SendAsync<RunCreated>(HttpMethod.Post, $"v1/projects/{projectId}/runs", body, ct);

    public Task<ApiResult<Nothing>> CancelRunAsync(Guid runId, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Post, $"v1/runs/{runId}/cancel", null, ct);

    public Task<ApiResult<Nothing>> AnswerAsync(Guid runId, AnswerRequest body, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Post, $"v1/runs/{runId}/answer", body, ct);

    public Task<ApiResult<List<MessageInfo>>> GetMessagesAsync(Guid projectId, CancellationToken ct) =>
        GetAllAsync<MessageInfo>($"v1/projects/{projectId}/messages", ct);

    public Task<ApiResult<FileTree>> GetFilesAsync(Guid projectId, CancellationToken ct) =>
        GetAsync<FileTree>($"v1/projects/{projectId}/files", ct);

    public Task<ApiResult<string>> GetFileAsync(Guid projectId, string path, CancellationToken ct) =>
        CallAsync(() => new(HttpMethod.Get, $"v1/projects/{projectId}/files/{EscapePath(path)}"),
            static (response, token) => response.Content.ReadAsStringAsync(token), ct);

    /// <summary>The versions of a project, newest first.</summary>
    public Task<ApiResult<List<CheckpointInfo>>> GetCheckpointsAsync(Guid projectId, CancellationToken ct) =>
        GetAllAsync<CheckpointInfo>($"v1/projects/{projectId}/checkpoints", ct);

    public Task<ApiResult<string>> GetCheckpointDiffAsync(Guid projectId, Guid id, CancellationToken ct) =>
        CallAsync(() => new(HttpMethod.Get, $"v1/projects/{projectId}/checkpoints/{id}/diff"),
            static (response, token) => response.Content.ReadAsStringAsync(token), ct);

    public Task<ApiResult<CheckpointInfo>> RestoreCheckpointAsync(Guid projectId, Guid id, CancellationToken ct) =>
        SendAsync<CheckpointInfo>(HttpMethod.Post, $"v1/projects/{projectId}/checkpoints/{id}/restore", null, ct);

    public Task<ApiResult<PreviewInfo>> GetPreviewAsync(Guid projectId, CancellationToken ct) =>
        GetAsync<PreviewInfo>($"v1/projects/{projectId}/preview", ct);

    public Task<ApiResult<PreviewInfo>> StartPreviewAsync(Guid projectId, CancellationToken ct) =>
        SendAsync<PreviewInfo>(HttpMethod.Post, $"v1/projects/{projectId}/preview/start", null, ct);

    public Task<ApiResult<Page<KeyInfo>>> GetKeysAsync(CancellationToken ct) => GetAsync<Page<KeyInfo>>("v1/keys", ct);

    public Task<ApiResult<KeyInfo>> PutKeyAsync(string provider, PutKeyRequest body, CancellationToken ct) =>
        SendAsync<KeyInfo>(HttpMethod.Put, $"v1/keys/{provider}", body, ct);

    public Task<ApiResult<Nothing>> DeleteKeyAsync(string provider, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, $"v1/keys/{provider}", null, ct);

    public Task<ApiResult<KeyTestResult>> TestKeyAsync(string provider, CancellationToken ct) =>
        SendAsync<KeyTestResult>(HttpMethod.Post, $"v1/keys/{provider}/test", null, ct);

    public Task<ApiResult<Page<ModelInfo>>> GetModelsAsync(CancellationToken ct) => GetAsync<Page<ModelInfo>>("v1/models", ct);

    /// <summary>Opens the event stream of a run; only headers are read. Null when the session ended.</summary>
    public Task<HttpResponseMessage?> OpenEventsAsync(Guid runId, long? lastEventId, CancellationToken ct) =>
        OpenStreamAsync($"v1/runs/{runId}/events", lastEventId, ct);

    private async Task<HttpResponseMessage?> OpenStreamAsync(string path, long? lastEventId, CancellationToken ct)
    {
        var token = await session.GetTokenAsync(ct);
        for (var attempt = 0; token is not null; attempt++)
        {
            var request = Authorized(new(HttpMethod.Get, path), token);
            request.Headers.Accept.Add(new("text/event-stream"));
            if (lastEventId is { } id)
                request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            var response = await transport.SendAsync(request, ct);
            if (response.StatusCode != System.Net.HttpStatusCode.Unauthorized || attempt > 0)
                return response;
            response.Dispose();
            token = await session.RenewAsync(token, ct);
        }

        return null;
    }

    private async Task<ApiResult<List<T>>> GetAllAsync<T>(string path, CancellationToken ct)
    {
        var all = new List<T>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var answer = await GetAsync<Page<T>>($"{path}?limit={WholePage}{query}", ct);
            if (!answer.Ok)
                return answer.Failure;
            all.AddRange(answer.Value.Items);
            cursor = answer.Value.NextCursor;
            if (cursor is null)
                break;
        }

        return all;
    }

    /// <summary>A read may be repeated: once more at once covers a connection that the server had closed.</summary>
    private async Task<ApiResult<T>> GetAsync<T>(string path, CancellationToken ct)
    {
        var first = await CallAsync(() => new(HttpMethod.Get, path), ReadJsonAsync<T>, ct);
        return first.Failure is { Status: 0 } ? await CallAsync(() => new(HttpMethod.Get, path), ReadJsonAsync<T>, ct) : first;
    }

    private Task<ApiResult<T>> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken ct) =>
        CallAsync(() => new(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: ContractJson.Options) },
            ReadJsonAsync<T>, ct);

    private async Task<ApiResult<T>> CallAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        var answer = await TryAsync(create, read, ct);
        if (answer.Failure is { Code: ErrorCodes.SecondFactorDue })
            session.RequireSecondFactor();
        return answer;
    }

    private async Task<ApiResult<T>> TryAsync<T>(
        Func<HttpRequestMessage> create, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        if (await session.GetTokenAsync(ct) is not { } token)
            return SessionEnded;
        var first = await transport.SendAsync(Authorized(create(), token), read, ct);
        if (first.Failure is not { Status: 401 } refused || IsAboutProof(refused))
            return first;
        return await session.RenewAsync(token, ct) is { } renewed
            ? await transport.SendAsync(Authorized(create(), renewed), read, ct)
            : SessionEnded;
    }

    /// <summary>The person is signed in and typed a wrong password or code; asking again would count as one more failure.</summary>
    private static bool IsAboutProof(ApiFailure failure) => failure.Code is ErrorCodes.InvalidCredentials or ErrorCodes.CodeInvalid or ErrorCodes.CodeRequired or ErrorCodes.SignInStale;

    private static ApiFailure SessionEnded { get; } = new(401, ErrorCodes.SessionEnded, null);

    private static HttpRequestMessage Authorized(HttpRequestMessage request, string token)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private static async Task<T> ReadJsonAsync<T>(HttpResponseMessage response, CancellationToken ct) =>
        typeof(T) == typeof(Nothing)
            ? default!
            : await response.Content.ReadFromJsonAsync<T>(ContractJson.Options, ct) ?? throw new System.Text.Json.JsonException("null");

    private static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
