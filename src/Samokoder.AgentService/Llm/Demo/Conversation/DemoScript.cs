using System.Text.Json.Nodes;
using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>
/// Decides the next turn from what the history shows as done: looked, read, written, previewed, finished. The same
/// history gives the same turn, so a run that was interrupted anywhere goes on where it stopped.
/// </summary>
internal sealed class DemoScript(DemoHistory history, IReadOnlySet<string> tools)
{
    private const int FilesPerTurn = 8;
    private const int Attempts = 2;
    private const int LongestError = 300;

    private readonly DemoTexts texts = new(PromptParser.LanguageOf(history.Request));

    public DemoTurn Next()
    {
        if (new DemoRoles(history, texts).Next(tools) is { } submitted)
            return submitted;
        if (!tools.Contains(ToolNames.WriteFile))
            return Say(texts.WithoutTools(PromptParser.Parse(history.Request).Spec));
        if (history.Last(ToolNames.Finish) is not null)
            return Say(texts.Done);
        return Look() ?? Read() ?? Work();
    }

    private DemoTurn? Look()
    {
        if (!tools.Contains(ToolNames.ListFiles) || history.Last(ToolNames.ListFiles) is not null)
            return null;
        var first = !history.AppExists && GoalFinder.Find(history.Request, null, null, canAsk: false) is Goal.Write { Spec: var spec } ? spec : null;
        return Turn(first is null ? texts.LookFirst : texts.Intro(first), [.. Plan(first is not null, 0), Call(ToolNames.ListFiles)]);
    }

    private DemoTurn? Read() =>
        HasApp && tools.Contains(ToolNames.ReadFile) && history.Last(ToolNames.ReadFile) is null
            ? Turn(texts.ReadSpec, [Call(ToolNames.ReadFile, ("path", AppSpec.Path))])
            : null;

    private bool HasApp => history.Last(ToolNames.ListFiles) is { Succeeded: true, Result: { } listing }
        ? listing.Contains(Path.GetFileName(AppSpec.Path), StringComparison.Ordinal)
        : history.AppExists;

    private DemoTurn Work()
    {
        var current = HasApp && history.Last(ToolNames.ReadFile)?.Result is { } text ? AppSpecJson.TryRead(text) : null;
        if (HasApp && current is null && ChangeParser.Parse(history.Request).Count > 0)
            return End(texts.SpecDamaged);
        var answer = history.Last(ToolNames.AskUser)?.Result;
        var canAsk = tools.Contains(ToolNames.AskUser) && history.Last(ToolNames.AskUser) is null;
        return GoalFinder.Find(history.Request, current, answer, canAsk) switch
        {
            Goal.Ask ask => Turn("", [AskCall(ask)]),
            Goal.Explain explain => End(explain.Text),
            Goal.Write write => Write(write) ?? Preview(write) ?? Finish(write, note: null),
            _ => End(texts.CannotDo),
        };
    }

    private DemoTurn? Write(Goal.Write goal)
    {
        var attempts = history.Of(ToolNames.WriteFile).ToLookup(call => call.Arguments.GetValueOrDefault("path", ""), StringComparer.Ordinal);
        // The spec comes last: while it is not there or still the old one, a later request sees the app as not yet changed.
        var pending = goal.Files.OrderBy(file => file.Path == AppSpec.Path).Where(file => attempts[file.Path].LastOrDefault() is not { Succeeded: true }).ToArray();
        if (pending.Length == 0)
            return null;
        var hopeless = pending.FirstOrDefault(file => attempts[file.Path].Count(call => call.Failed) >= Attempts);
        if (hopeless is not null)
            return End(texts.WriteFailed(hopeless.Path, Short(attempts[hopeless.Path].Last().Result)));
        var batch = pending.Take(FilesPerTurn).Select(file => Call(ToolNames.WriteFile, ("path", file.Path), ("content", file.Content)));
        return Turn(WritingText(goal, pending, attempts), [.. Plan(goal.IsNew, goal.IsNew && pending.Length < goal.Files.Count ? 2 : 1), .. batch]);
    }

    private string WritingText(Goal.Write goal, GeneratedFile[] pending, ILookup<string, PastCall> attempts)
    {
        if (attempts[pending[0].Path].Any(call => call.Failed))
            return texts.TryWritingAgain;
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
        string?[] sentences = [goal.IsNew ? texts.Built(goal.Spec) : null, .. goal.Notes, note, texts.Label];
        return End(string.Join(' ', sentences.Where(sentence => sentence is not null)), [.. Plan(goal.IsNew, texts.Tasks(goal.IsNew).Length - (note is null ? 0 : 1))]);
    }

    private int LastTask(Goal.Write goal) => texts.Tasks(goal.IsNew).Length - 1;

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
        if (tools.Contains(ToolNames.UpdatePlan) && !(shown is not null && JsonNode.DeepEquals(TryParse(shown), tasks)))
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
}
