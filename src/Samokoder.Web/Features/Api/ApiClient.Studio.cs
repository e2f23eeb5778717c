using Samokoder.Contracts;
using Samokoder.Contracts.Attachments;
using Samokoder.Contracts.Mcp;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.Web.Features.Api;

/// <summary>What a project has besides its runs and files: what came with its prompts, who may see it, what it asked of the network.</summary>
public sealed partial class ApiClient
{
    /// <summary>Where the browser gets a file that was sent with a prompt.</summary>
    public static string AttachmentAddress(Guid projectId, Guid id) => $"/api/v1/projects/{projectId}/attachments/{id}";

    public Task<ApiResult<Page<AttachmentInfo>>> GetAttachmentsAsync(Guid projectId, CancellationToken ct) =>
        GetAsync<Page<AttachmentInfo>>($"v1/projects/{projectId}/attachments", ct);

    /// <summary>Ends what was shared before.</summary>
    public Task<ApiResult<PreviewShare>> SharePreviewAsync(Guid projectId, SharePreviewRequest body, CancellationToken ct) =>
        SendAsync<PreviewShare>(HttpMethod.Post, $"v1/projects/{projectId}/preview/share", body, ct);

    public Task<ApiResult<Nothing>> RevokePreviewShareAsync(Guid projectId, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, $"v1/projects/{projectId}/preview/share", null, ct);

    public Task<ApiResult<EgressLog>> GetEgressAsync(Guid projectId, CancellationToken ct) =>
        GetAsync<EgressLog>($"v1/projects/{projectId}/egress", ct);

    public Task<ApiResult<Page<McpServerInfo>>> GetMcpServersAsync(Guid projectId, CancellationToken ct) =>
        GetAsync<Page<McpServerInfo>>($"v1/projects/{projectId}/mcp", ct);

    public Task<ApiResult<McpServerInfo>> PutMcpServerAsync(Guid projectId, string name, PutMcpServerRequest body, CancellationToken ct) =>
        SendAsync<McpServerInfo>(HttpMethod.Put, $"v1/projects/{projectId}/mcp/{Uri.EscapeDataString(name)}", body, ct);

    public Task<ApiResult<Nothing>> DeleteMcpServerAsync(Guid projectId, string name, CancellationToken ct) =>
        SendAsync<Nothing>(HttpMethod.Delete, $"v1/projects/{projectId}/mcp/{Uri.EscapeDataString(name)}", null, ct);

    public Task<ApiResult<McpTestResult>> TestMcpServerAsync(Guid projectId, string name, CancellationToken ct) =>
        SendAsync<McpTestResult>(HttpMethod.Post, $"v1/projects/{projectId}/mcp/{Uri.EscapeDataString(name)}/test", null, ct);
}
