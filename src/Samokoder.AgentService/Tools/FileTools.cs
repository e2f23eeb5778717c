using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Tools.Editing;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Files;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>Files of the workspace. Every path is resolved beneath it when it is used.</summary>
internal sealed class FileTools(IWorkspaceFiles files)
{
    private const int MaxEntries = 500;
    private const int MaxReadChars = 24_000;
    private const int MaxHits = 60;

    [KernelFunction("list_files"), AgentTool(ToolEffect.ReadOnly, "path")]
    [Description("Lists files and folders beneath a folder of the workspace, without dependencies and build output.")]
    public async Task<ToolResult> ListAsync(
        [Description("Folder relative to the workspace; empty for all of it.")] string path = "", CancellationToken cancellationToken = default)
    {
        var tree = await files.ListAsync(path, MaxEntries, cancellationToken);
        if (!tree.Ok) return ToolResult.Error(tree.Problem);
        var lines = tree.Value.Items.Select(e => e.Kind == FileKind.Directory ? $"{e.Path}/" : string.Create(CultureInfo.InvariantCulture, $"{e.Path} ({e.Size} bytes)"));
        var text = string.Join('\n', lines) + (tree.Value.Truncated ? "\n… there are more; list a folder" : "");
        return ToolResult.Ok(text.Length == 0 ? "(no files)" : text, $"{tree.Value.Items.Count} entries");
    }

    [KernelFunction("read_file"), AgentTool(ToolEffect.ReadOnly, "path")]
    [Description("Reads a text file with line numbers. Long files come in parts: ask for the lines you need.")]
    public async Task<ToolResult> ReadAsync(
        [Description("Path relative to the workspace.")] string path,
        [Description("First line, from 1.")] int fromLine = 1,
        [Description("Last line; 0 for the end.")] int toLine = 0,
        CancellationToken cancellationToken = default)
    {
        var file = await files.ReadTextAsync(path, cancellationToken);
        if (!file.Ok) return ToolResult.Error(file.Problem);
        var lines = file.Value.Content.ReplaceLineEndings("\n").Split('\n');
        return ToolResult.Ok(Numbered(lines, fromLine, toLine), $"{lines.Length} lines");
    }

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

    [KernelFunction("edit_file"), AgentTool(ToolEffect.Once, "path")]
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
        var summary = $"+{edited.Added} −{edited.Removed}";
        return ToolResult.Ok($"edited {written.Value.Path} ({summary} lines)", summary) with
        {
            Journal = entry => entry.Event(new FileChanged(written.Value.Path, FileChangeKind.Modified, written.Value.Size)),
        };
    }

    [KernelFunction("delete_file"), AgentTool(ToolEffect.Once, "path")]
    [Description("Deletes a file, or a folder with everything in it.")]
    public async Task<ToolResult> DeleteAsync([Description("Path relative to the workspace.")] string path, CancellationToken cancellationToken = default)
    {
        var deleted = await files.DeleteAsync(path, null, cancellationToken);
        return deleted.Ok
            ? ToolResult.Ok($"deleted {path}", "deleted") with { Journal = entry => entry.Event(new FileChanged(path, FileChangeKind.Deleted, 0)) }
            : ToolResult.Error(deleted.Problem);
    }

    [KernelFunction("move_file"), AgentTool(ToolEffect.Once, "from")]
    [Description("Moves or renames a file or folder. Nothing may be at the new place.")]
    public async Task<ToolResult> MoveAsync(
        [Description("Where it is.")] string from, [Description("Where it shall be.")] string to, CancellationToken cancellationToken = default)
    {
        var moved = await files.MoveAsync(from, to, cancellationToken);
        return moved.Ok
            ? ToolResult.Ok($"moved {from} to {to}", $"→ {to}") with { Journal = entry => entry.Event(new FileChanged(to, FileChangeKind.Moved, 0, from)) }
            : ToolResult.Error(moved.Problem);
    }

    [KernelFunction("search_files"), AgentTool(ToolEffect.ReadOnly, "pattern")]
    [Description("Finds lines of text files that match a regular expression.")]
    public async Task<ToolResult> SearchAsync(
        [Description("A regular expression, or plain text.")] string pattern,
        [Description("Folder or file to search; empty for everything.")] string path = "",
        CancellationToken cancellationToken = default)
    {
        var found = await files.SearchAsync(pattern, path, MaxHits, cancellationToken);
        if (!found.Ok) return ToolResult.Error(found.Problem);
        var text = string.Join('\n', found.Value.Hits.Select(h => string.Create(CultureInfo.InvariantCulture, $"{h.Path}:{h.Line}: {h.Text}")));
        if (found.Value.Truncated) text += "\n… there are more; search for something narrower";
        return ToolResult.Ok(text.Length == 0 ? "(nothing found)" : text, $"{found.Value.Hits.Count} hits");
    }

    private static string Numbered(string[] lines, int fromLine, int toLine)
    {
        var first = Math.Clamp(fromLine, 1, lines.Length);
        var last = toLine <= 0 ? lines.Length : Math.Clamp(toLine, first, lines.Length);
        var text = new StringBuilder();
        for (var line = first; line <= last; line++)
        {
            if (text.Length + lines[line - 1].Length > MaxReadChars)
                return text.Append(CultureInfo.InvariantCulture, $"… lines {line} to {lines.Length} follow; ask for them with fromLine").ToString();
            text.Append(CultureInfo.InvariantCulture, $"{line,5}  {lines[line - 1]}\n");
        }
        return text.ToString();
    }

    private static string LineCount(string content) => $"{content.AsSpan().Count('\n') + 1} lines";
}
