using System.ComponentModel;
using System.Text.Json;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools.Editing;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>Changes files of the workspace. Every path is resolved beneath it when it is used.</summary>
internal sealed class FileTools(IWorkspaceFiles files) : ICallTraces
{
    internal const string Edit = "edit_file";
    internal const string Delete = "delete_file";
    internal const string Move = "move_file";

    [KernelFunction("write_file"), AgentTool(ToolEffect.Idempotent, "path")]
    [Description("Creates a file, or replaces all of its content. For a change of a few lines use edit_file.")]
    public async Task<ToolResult> WriteAsync(
        [Description("Path relative to the workspace. Missing folders are made.")] string path,
        [Description("The whole content.")] string content,
        CancellationToken cancellationToken = default)
    {
        var written = await files.WriteTextAsync(path, content, cancellationToken);
        if (!written.Ok) return ToolResult.Error(written.Problem);
        var kind = written.Value.Created ? FileChangeKind.Created : FileChangeKind.Modified;
        return ToolResult.Ok($"wrote {written.Value.Path} ({written.Value.Size} bytes)", LineCount(content)) with
        {
            Journal = entry => entry.Event(new FileChanged(written.Value.Path, kind, written.Value.Size)),
        };
    }

    [KernelFunction(Edit), AgentTool(ToolEffect.Traced, "path")]
    [Description("Replaces passages of a file. Each search text must occur exactly once; include enough lines around it to be unique.")]
    public async Task<ToolResult> EditAsync(
        [Description("Path relative to the workspace.")] string path,
        [Description("Passages to replace; all of them or, when one does not fit, none.")] EditBlock[] edits,
        CancellationToken cancellationToken = default)
    {
        var file = await files.ReadTextAsync(path, cancellationToken);
        if (!file.Ok) return ToolResult.Error(file.Problem);
        var edited = FileEdits.Apply(file.Value.Content, edits);
        if (!edited.Ok) return ToolResult.Error(edited.Failure.Diagnosis);
        var written = await files.WriteTextAsync(path, edited.Text, cancellationToken);
        if (!written.Ok) return ToolResult.Error(written.Problem);
        return Edited(written.Value.Path, written.Value.Size, EditSummary(edited));
    }

    [KernelFunction(Delete), AgentTool(ToolEffect.Traced, "path")]
    [Description("Deletes a file, or a folder with everything in it.")]
    public async Task<ToolResult> DeleteAsync([Description("Path relative to the workspace.")] string path, CancellationToken cancellationToken = default)
    {
        var deleted = await files.DeleteAsync(path, null, cancellationToken);
        return deleted.Ok
            ? Deleted(path)
            : ToolResult.Error(deleted.Problem);
    }

    [KernelFunction(Move), AgentTool(ToolEffect.Traced, "from")]
    [Description("Moves or renames a file or folder. Nothing may be at the new place.")]
    public async Task<ToolResult> MoveAsync(
        [Description("Where it is.")] string from, [Description("Where it shall be.")] string to, CancellationToken cancellationToken = default)
    {
        var moved = await files.MoveAsync(from, to, cancellationToken);
        return moved.Ok
            ? Moved(from, to)
            : ToolResult.Error(moved.Problem);
    }

    public Task<string?> TraceAsync(string tool, JsonElement arguments, CancellationToken cancellationToken) =>
        new FileTraces(files).TraceAsync(tool, arguments, cancellationToken);

    public Task<Recovered> RecoverAsync(string tool, JsonElement arguments, string? trace, CancellationToken cancellationToken) =>
        new FileTraces(files).RecoverAsync(tool, arguments, trace, cancellationToken);

    internal static string EditSummary(EditResult edited) => $"+{edited.Added} −{edited.Removed}";

    internal static ToolResult Edited(string path, long size, string summary) => ToolResult.Ok($"edited {path} ({summary} lines)", summary) with
    {
        Journal = entry => entry.Event(new FileChanged(path, FileChangeKind.Modified, size)),
    };

    internal static ToolResult Deleted(string path) =>
        ToolResult.Ok($"deleted {path}", "deleted") with { Journal = entry => entry.Event(new FileChanged(path, FileChangeKind.Deleted, 0)) };

    internal static ToolResult Moved(string from, string to) =>
        ToolResult.Ok($"moved {from} to {to}", $"→ {to}") with { Journal = entry => entry.Event(new FileChanged(to, FileChangeKind.Moved, 0, from)) };

    private static string LineCount(string content) => $"{content.AsSpan().Count('\n') + 1} lines";
}
