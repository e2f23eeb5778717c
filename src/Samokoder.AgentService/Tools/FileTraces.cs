using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Samokoder.AgentService.Tools.Editing;
using Samokoder.AgentService.Workspaces;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Tools;

/// <summary>
/// Tells whether an edit, a deletion or a move that a crash interrupted had its effect. An edit is known by the content before and after; a
/// deletion and a move by the entry itself, which keeps its number and time when it is renamed.
/// </summary>
internal sealed class FileTraces(IWorkspaceFiles files)
{
    public async Task<string?> TraceAsync(string tool, JsonElement arguments, CancellationToken cancellationToken)
    {
        var trace = tool switch
        {
            FileTools.Edit => await TraceEditAsync(arguments, cancellationToken),
            FileTools.Delete => await TraceEntryAsync(Text(arguments, "path"), cancellationToken),
            FileTools.Move => await TraceEntryAsync(Text(arguments, "from"), cancellationToken),
            _ => null,
        };
        return trace is null ? null : JsonSerializer.Serialize(trace, ToolJson.Options);
    }

    public async Task<Recovered> RecoverAsync(string tool, JsonElement arguments, string? trace, CancellationToken cancellationToken)
    {
        // Without a trace the call was refused whatever happened: it had no effect, and running it says why.
        if (trace is null || JsonSerializer.Deserialize<FileTrace>(trace, ToolJson.Options) is not { } before) return new Recovered(CallFate.NotDone);
        return tool switch
        {
            FileTools.Edit => await RecoverEditAsync(Text(arguments, "path"), before, cancellationToken),
            FileTools.Delete => await RecoverDeleteAsync(Text(arguments, "path"), before, cancellationToken),
            FileTools.Move => await RecoverMoveAsync(Text(arguments, "from"), Text(arguments, "to"), before, cancellationToken),
            _ => new Recovered(CallFate.Unknown),
        };
    }

    private async Task<FileTrace?> TraceEditAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        var file = await files.ReadTextAsync(Text(arguments, "path"), cancellationToken);
        if (!file.Ok || Edits(arguments) is not { } edits) return null;
        var edited = FileEdits.Apply(file.Value.Content, edits);
        return edited.Ok ? new FileTrace(Hash(file.Value.Content), Hash(edited.Text), FileTools.EditSummary(edited)) : null;
    }

    private async Task<FileTrace?> TraceEntryAsync(string path, CancellationToken cancellationToken)
    {
        var entry = await files.IdentifyAsync(path, cancellationToken);
        return entry.Ok ? new FileTrace(entry.Value) : null;
    }

    private async Task<Recovered> RecoverEditAsync(string path, FileTrace trace, CancellationToken cancellationToken)
    {
        var file = await files.ReadTextAsync(path, cancellationToken);
        if (!file.Ok) return new Recovered(CallFate.Unknown);
        var now = Hash(file.Value.Content);
        if (now == trace.After) return Done(FileTools.Edited(file.Value.Path, file.Value.Size, trace.Summary ?? ""));
        return new Recovered(now == trace.Before ? CallFate.NotDone : CallFate.Unknown);
    }

    private async Task<Recovered> RecoverDeleteAsync(string path, FileTrace trace, CancellationToken cancellationToken)
    {
        var entry = await files.IdentifyAsync(path, cancellationToken);
        if (entry.Ok) return new Recovered(entry.Value == trace.Before ? CallFate.NotDone : CallFate.Unknown);
        return entry.Error == FileError.NotFound ? Done(FileTools.Deleted(path)) : new Recovered(CallFate.Unknown);
    }

    private async Task<Recovered> RecoverMoveAsync(string from, string to, FileTrace trace, CancellationToken cancellationToken)
    {
        var there = await files.IdentifyAsync(to, cancellationToken);
        if (there.Ok && there.Value == trace.Before) return Done(FileTools.Moved(from, to));
        var here = await files.IdentifyAsync(from, cancellationToken);
        return new Recovered(here.Ok && here.Value == trace.Before ? CallFate.NotDone : CallFate.Unknown);
    }

    private static Recovered Done(ToolResult result) => new(CallFate.Done, result);

    private static EditBlock[]? Edits(JsonElement arguments)
    {
        try
        {
            return arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty("edits", out var edits) ? edits.Deserialize<EditBlock[]>(ToolJson.Options) : null;
        }
        catch (JsonException)
        {
            return null; // The tool itself refuses such arguments and says so.
        }
    }

    private static string Text(JsonElement arguments, string name) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
