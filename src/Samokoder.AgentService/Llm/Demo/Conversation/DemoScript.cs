using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>
/// Decides the next turn from what the history shows as done: looked, read, written, previewed, finished. The same
/// history gives the same turn, so a run that was interrupted anywhere goes on where it stopped.
/// </summary>
internal sealed partial class DemoScript(DemoHistory history, IReadOnlySet<string> tools)
{
    private const int FilesPerTurn = 8;
    private const int Attempts = 2;
    private const int LongestError = 300;

    private readonly DemoTexts texts = new(PromptParser.LanguageOf(history.Request));
    private readonly DemoRequest request = new(history.Request, Attached.Read(history.Attachments, PromptParser.LanguageOf(history.Request)), history.Answer);

    public DemoTurn Next()
    {
        if (new DemoRoles(history, request, texts).Next(tools) is { } submitted)
            return submitted;
        if (!tools.Contains(ToolNames.WriteFile))
            return Say(texts.WithoutTools(PromptParser.Parse(history.Request).Spec));
        if (history.Last(ToolNames.Finish) is not null)
            return Say(texts.Done);
        return history.Repair is { } repair ? Repair(repair) : Look() ?? Read() ?? Work();
    }

    /// <summary>Writes the sources that a check complains of once more, from the description; it can do no other repair, and says so.</summary>
    private DemoTurn Repair(RepairRequest repair)
    {
        var said = history.Earlier.LastOrDefault(call => call.Name == ToolNames.Finish)?.Arguments.GetValueOrDefault("summary");
        if (ReadSpec(texts.LookAtFailure(repair.Rung)) is { } reading)
            return reading;
        if (repair.Number > 1 || SpecRead() is not { } spec)
            return End($"{said} {texts.CannotRepair(repair.Rung)}".Trim());
        var all = AppGenerator.Generate(spec);
        var named = all.Where(file => repair.Output.Contains(file.Path, StringComparison.Ordinal)).ToArray();
        var goal = new Goal.Write(spec, named.Length > 0 ? named : all, IsNew: false, []);
        return Write(goal) ?? End($"{said} {texts.WrittenAgain(repair.Rung)}".Trim());
    }

    private DemoTurn? Look()
    {
        if (!tools.Contains(ToolNames.ListFiles) || history.Last(ToolNames.ListFiles) is not null)
            return null;
        var first = !history.AppExists && new GoalFinder(request, canAsk: false).Find(null) is Goal.Write { Spec: var spec } ? spec : null;
        return Turn(first is null ? texts.LookFirst : texts.Intro(first), [.. Plan(first is not null, 0), Call(ToolNames.ListFiles)]);
    }

    private DemoTurn? Read() => HasApp ? ReadSpec(texts.ReadSpec) : null;

    /// <summary>A long file comes in parts.</summary>
    private DemoTurn? ReadSpec(string text)
    {
        if (!tools.Contains(ToolNames.ReadFile))
            return null;
        var last = history.Last(ToolNames.ReadFile);
        if (last is null)
            return Turn(text, [Call(ToolNames.ReadFile, ("path", AppSpec.Path))]);
        if (last is not { Succeeded: true, Result: { } part } || MoreLines().Match(part) is not { Success: true } more)
            return null;
        var call = Call(ToolNames.ReadFile, ("path", AppSpec.Path));
        call.Arguments["fromLine"] = int.Parse(more.Groups["line"].Value, CultureInfo.InvariantCulture);
        return Turn("", [call]);
    }

    private AppSpec? SpecRead()
    {
        var parts = history.Of(ToolNames.ReadFile).Where(call => call.Succeeded).Select(call => MoreLines().Replace(call.Result!, "")).ToArray();
        return parts.Length == 0 ? null : AppSpecJson.TryRead(string.Concat(parts));
    }

    private bool HasApp => history.Last(ToolNames.ListFiles) is { Succeeded: true, Result: { } listing }
        ? listing.Contains(Path.GetFileName(AppSpec.Path), StringComparison.Ordinal)
        : history.AppExists;

    private DemoTurn Work()
    {
        var current = HasApp ? SpecRead() : null;
        if (HasApp && current is null && ChangeParser.Parse(history.Request).Count > 0)
            return End(texts.SpecDamaged);
        var canAsk = tools.Contains(ToolNames.AskUser) && request.Answer is null;
        return new GoalFinder(request, canAsk).Find(current) switch
        {
            Goal.Ask ask => Turn("", [AskCall(ask)]),
            Goal.Explain explain => End(explain.Text, texts.Label),
            Goal.Write write => Write(write) ?? Preview(write) ?? Finish(write, note: null),
            _ => End(texts.CannotDo),
        };
    }

    private DemoTurn? Write(Goal.Write goal)
    {
        var attempts = history.Calls.Where(call => call.Name is ToolNames.WriteFile or ToolNames.EditFile or ToolNames.DeleteFile).ToLookup(call => call.Path, StringComparer.Ordinal);
        // The spec comes last: while it is not there or still the old one, a later request sees the app as not yet changed.
        var pending = goal.Files.OrderBy(file => file.Path == AppSpec.Path).Where(file => attempts[file.Path].LastOrDefault() is not { Succeeded: true }).ToArray();
        if (pending.Length == 0)
            return Tidy(goal, attempts);
        var hopeless = pending.FirstOrDefault(file => attempts[file.Path].Count(call => call.Failed && call.Name == ToolNames.WriteFile) >= Attempts);
        if (hopeless is not null)
            return End(texts.WriteFailed(hopeless.Path, Short(attempts[hopeless.Path].Last().Result)));
        var batch = pending.Take(FilesPerTurn).Select(file => WriteCall(goal, file, attempts));
        return Turn(WritingText(goal, pending, attempts), [.. Plan(goal.IsNew, goal.IsNew && pending.Length < goal.Files.Count ? 2 : 1), .. batch]);
    }

    /// <summary>A file that is there is edited where it differs; one whose text was not found as expected is written anew.</summary>
    private DemoCall WriteCall(Goal.Write goal, GeneratedFile file, ILookup<string, PastCall> attempts)
    {
        var before = tools.Contains(ToolNames.EditFile) && !attempts[file.Path].Any() ? goal.Before.GetValueOrDefault(file.Path) : null;
        if (before is null || LineEdits.Between(before, file.Content) is not { } edits)
            return Call(ToolNames.WriteFile, ("path", file.Path), ("content", file.Content));
        var call = Call(ToolNames.EditFile, ("path", file.Path));
        call.Arguments["edits"] = edits;
        return call;
    }

    private DemoTurn? Tidy(Goal.Write goal, ILookup<string, PastCall> attempts)
    {
        var left = tools.Contains(ToolNames.DeleteFile) ? goal.Obsolete.Where(path => !attempts[path].Any()).ToArray() : [];
        return left.Length == 0 ? null : Turn(texts.Tidying, [.. left.Select(path => Call(ToolNames.DeleteFile, ("path", path)))]);
    }

    private string WritingText(Goal.Write goal, GeneratedFile[] pending, ILookup<string, PastCall> attempts)
    {
        if (attempts[pending[0].Path].LastOrDefault() is { Failed: true } failed)
            return failed.Name == ToolNames.EditFile ? texts.WritingAnew : texts.TryWritingAgain;
        if (!goal.IsNew)
            return texts.Changing;
        if (pending.Length == goal.Files.Count)
            return tools.Contains(ToolNames.ListFiles) ? "" : texts.Intro(goal.Spec);
        return pending.Length <= FilesPerTurn ? texts.WritingPage : texts.WritingRest;
    }

    private DemoTurn? Preview(Goal.Write goal)
    {
        if (!tools.Contains(ToolNames.StartPreview))
            return null;
        var starts = history.Of(ToolNames.StartPreview).ToArray();
        var status = history.Last(ToolNames.PreviewStatus);
        if (starts.Length == 0 || (starts.Length < Attempts && (!starts[^1].Succeeded || status is { Succeeded: false })))
            return Turn(starts.Length == 0 ? texts.StartingPreview : texts.TryPreviewAgain, [.. Plan(goal.IsNew, LastTask(goal)), Call(ToolNames.StartPreview)]);
        if (starts[^1] is { Succeeded: false, Result: var error })
            return Finish(goal, texts.PreviewFailed(Short(error)));
        if (tools.Contains(ToolNames.PreviewStatus) && (status is null || StatusIsOlder()))
            return Turn(texts.CheckingPreview, [Call(ToolNames.PreviewStatus)]);
        return status is { Succeeded: false } ? Finish(goal, texts.PreviewFailed(Short(status.Result))) : null;
    }

    private bool StatusIsOlder() =>
        history.Calls.Last(call => call.Name is ToolNames.StartPreview or ToolNames.PreviewStatus).Name == ToolNames.StartPreview;

    private DemoTurn Finish(Goal.Write goal, string? note)
    {
        string?[] sentences = [goal.IsNew ? texts.Built(goal.Spec) : null, .. goal.Notes, note, goal.IsNew ? texts.TryNext(goal.Spec) : null, texts.Label];
        return End(string.Join(' ', sentences.Where(sentence => sentence is not null)), before: [.. Plan(goal.IsNew, texts.Tasks(goal.IsNew).Length - (note is null ? 0 : 1))]);
    }

    private int LastTask(Goal.Write goal) => texts.Tasks(goal.IsNew).Length - 1;

    private DemoTurn End(string text, string label) => End($"{text} {label}");

    private DemoTurn End(string summary, params DemoCall[] before) =>
        tools.Contains(ToolNames.Finish) ? Turn("", [.. before, Call(ToolNames.Finish, ("summary", summary))]) : Say(summary);

    /// <summary>The plan with the tasks before <paramref name="current"/> done; nothing when it was shown like this already.</summary>
    private IEnumerable<DemoCall> Plan(bool isNew, int current)
    {
        var tasks = new JsonArray([.. texts.Tasks(isNew).Select((title, i) => (JsonNode)new JsonObject
        {
            ["title"] = title,
            ["status"] = i < current ? "done" : i == current ? "doing" : "todo",
        })]);
        var shown = history.Last(ToolNames.UpdatePlan)?.Arguments.GetValueOrDefault("tasks");
        if (tools.Contains(ToolNames.UpdatePlan) && history.Repair is null && !(shown is not null && JsonNode.DeepEquals(TryParse(shown), tasks)))
            yield return new DemoCall(ToolNames.UpdatePlan, new JsonObject { ["tasks"] = tasks });
    }

    private static JsonNode? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static DemoCall AskCall(Goal.Ask ask)
    {
        var call = Call(ToolNames.AskUser, ("question", ask.Question));
        if (ask.Choices.Count > 0)
            call.Arguments["choices"] = new JsonArray([.. ask.Choices.Select(choice => (JsonNode)choice)]);
        return call;
    }

    private static string Short(string? text) => Words.Clean(text ?? "", LongestError);

    private static DemoCall Call(string name, params (string Name, string Value)[] arguments)
    {
        var json = new JsonObject();
        foreach (var (key, value) in arguments)
            json[key] = value;
        return new DemoCall(name, json);
    }

    private static DemoTurn Turn(string text, IReadOnlyList<DemoCall> calls) => new(text, calls);

    private static DemoTurn Say(string text) => new(text, []);

    [GeneratedRegex(@"^… lines (?<line>\d+) to \d+ follow[^\n]*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MoreLines();
}
