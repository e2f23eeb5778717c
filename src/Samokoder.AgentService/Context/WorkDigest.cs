using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Context;

/// <summary>
/// What was done in the turns that the model no longer reads, told from these turns alone: the same turns give the same text, at no cost and
/// without anything invented (docs/adr/0075).
/// </summary>
internal static class WorkDigest
{
    private const int MaxFiles = 80;
    private const int MaxCommands = 15;
    private const int MaxWords = 15;
    private const int MaxFailures = 6;
    private const int LineChars = 200;
    private const int NoteChars = 600;
    private const int PlanChars = 2_000;

    public static string Of(IReadOnlyList<ChatMessage> messages, int from, int to)
    {
        var calls = MadeCall.Of(messages, from, to);
        var text = new StringBuilder("[What was done so far in this run, condensed. Files may have changed since: read what you need.]\n");
        Section(text, "Files, last operation each", Files(calls));
        Section(text, "Commands, newest last", calls.Where(c => c.Name == "run_command").TakeLast(MaxCommands).Select(c =>
            $"{Excerpt.Line(c.Text("command") ?? "", LineChars)} → {Excerpt.Line(c.Result, LineChars)}"));
        Section(text, "Failed calls, newest last", calls.Where(c => c.Failed).TakeLast(MaxFailures).Select(c => $"{c.Name} {c.Path}: {Excerpt.Line(c.Result, LineChars)}"));
        Section(text, "What you said, newest last", Said(messages, from, to).TakeLast(MaxWords));
        Section(text, "The plan as last shown to the user", Plan(calls));
        Section(text, "What checks told you, newest last", Notes(messages, from, to).TakeLast(3));
        Section(text, "What the user wanted changed, word for word", Range(messages, from, to).Where(IsWish).Select(m => m.Text));
        Section(text, "Questions, and the user's answers word for word", calls.Where(c => c.Answer).Select(c => $"{c.Text("question") ?? c.Name}\n  {c.Result}"));
        return text.ToString().TrimEnd();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var any = false;
        foreach (var line in lines)
        {
            if (!any) text.Append(title).Append(":\n");
            any = true;
            text.Append("- ").Append(line).Append('\n');
        }
    }

    private static IEnumerable<string> Files(List<MadeCall> calls)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var call in calls.Where(c => !c.Failed && c.Path is not null))
        {
            if (Operation(call) is not { } operation) continue;
            last.Remove(call.Path!);
            last[call.Path!] = operation;
        }
        var left = Math.Max(0, last.Count - MaxFiles);
        if (left > 0) yield return string.Create(CultureInfo.InvariantCulture, $"({left} more, older)");
        foreach (var (path, operation) in last.Skip(left)) yield return $"{path}: {operation}";
    }

    private static string? Operation(MadeCall call) => call.Name switch
    {
        "write_file" => "written",
        "edit_file" => "edited",
        "delete_file" => "deleted",
        "move_file" => $"moved to {call.Text("to")}",
        "read_file" => "read",
        _ => null,
    };

    private static IEnumerable<string> Said(IReadOnlyList<ChatMessage> messages, int from, int to) => Range(messages, from, to)
        .Where(m => m.Role == ChatRole.Assistant && m.Text.Length > 0).Select(m => Excerpt.Line(m.Text, LineChars));

    private static IEnumerable<string> Notes(IReadOnlyList<ChatMessage> messages, int from, int to) => Range(messages, from, to)
        .Where(m => m.Role == ChatRole.User && !IsWish(m)).Select(m => Excerpt.Of(m.Text, NoteChars));

    private static bool IsWish(ChatMessage message) => message.Role == ChatRole.User && message.Contents.Any(ContextMarks.IsAnswer);

    private static IEnumerable<string> Plan(List<MadeCall> calls) =>
        calls.LastOrDefault(c => c is { Name: "update_plan", Failed: false })?.Arguments.TryGetValue("tasks", out var tasks) == true
            ? [Excerpt.Of(tasks is JsonElement json ? json.GetRawText() : JsonSerializer.Serialize(tasks), PlanChars)]
            : [];

    private static IEnumerable<ChatMessage> Range(IReadOnlyList<ChatMessage> messages, int from, int to)
    {
        for (var i = from; i < to; i++) yield return messages[i];
    }
}
