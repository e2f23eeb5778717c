using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Files;

namespace Samokoder.AgentService.Tools;

/// <summary>Looks at files of the workspace and changes nothing. Every path is resolved beneath it when it is used.</summary>
internal sealed class ReadingTools(IWorkspaceFiles files)
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
}
