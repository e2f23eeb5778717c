using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Previews;
using Samokoder.Contracts.Previews;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>The running app.</summary>
internal sealed class PreviewTools(IPreviews previews, PreviewProject project)
{
    private const int MaxLogLines = 60;

    [KernelFunction("start_preview"), AgentTool(ToolEffect.Idempotent)]
    [Description("Starts the app's dev server, waits until it answers, and tells how it went. The user sees the app from then on; later changes of files show by themselves.")]
    public async Task<ToolResult> StartAsync(CancellationToken cancellationToken) => ToResult(await previews.StartAsync(project, cancellationToken));

    [KernelFunction("preview_status"), AgentTool(ToolEffect.ReadOnly)]
    [Description("Tells whether the app runs, with the newest output of its dev server.")]
    public ToolResult Status() => ToResult(previews.Get(project));

    private static ToolResult ToResult(PreviewState state)
    {
        var log = string.Join('\n', state.LogTail.TakeLast(MaxLogLines));
        var status = state.Status.ToString().ToLowerInvariant();
        var result = state.Status == PreviewStatus.Failed
            ? ToolResult.Error($"the app does not start: {state.Error}\n{log}", log) with { Summary = "failed" }
            : ToolResult.Ok($"{status}\n{log}", status, log);
        return result with { Journal = entry => entry.Event(new PreviewStatusChanged(state.Status, state.Error)) };
    }
}
