using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Agents.Writer;

internal sealed class WriterTools(IWorkspaceFiles files)
{
    private const string Readme = "README.md";
    private const int MaxMessageChars = 4_000;

    [KernelFunction(RoleTraits.SubmitClosing), AgentTool(ToolEffect.Idempotent)]
    [Description("Hands over the README and the closing message. Call it once.")]
    public async Task<ToolResult> SubmitAsync(
        [Description("The whole README.md in Markdown.")] string readme,
        [Description("The message to the user, in the user's language: what the app does now.")] string message,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(message) || message.Length > MaxMessageChars) return ToolResult.Error($"the message needs 1 to {MaxMessageChars} characters.");
        if (string.IsNullOrWhiteSpace(readme)) return ToolResult.Error("the README is empty.");
        var written = await files.WriteTextAsync(Readme, readme, cancellationToken);
        if (!written.Ok) return ToolResult.Error(written.Problem);
        var kind = written.Value.Created ? FileChangeKind.Created : FileChangeKind.Modified;
        return ToolResult.Submitted(new Closing(message), Readme) with
        {
            Journal = entry => entry.Event(new FileChanged(written.Value.Path, kind, written.Value.Size)),
        };
    }
}

/// <summary>What the writer hands over.</summary>
internal sealed record Closing(string Message);
