using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.Contracts.Projects;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>The roles that hand something over: analyst, architect, planner, tester and writer. Which one is asked for is told by the tools that are offered.</summary>
internal sealed partial class DemoRoles(DemoHistory history, DemoRequest request, DemoTexts texts)
{
    private const int LongestTitle = 100;

    /// <summary>Null when none of them is asked for.</summary>
    public DemoTurn? Next(IReadOnlySet<string> tools)
    {
        if (tools.Contains(RoleTraits.SubmitAnalysis)) return Question(tools) is { } ask ? AskCall(ask) : Call(RoleTraits.SubmitAnalysis, Analysis());
        if (tools.Contains(RoleTraits.SubmitArchitecture)) return Call(RoleTraits.SubmitArchitecture, Architecture());
        if (tools.Contains(RoleTraits.SubmitPlan)) return Call(RoleTraits.SubmitPlan, Plan());
        if (tools.Contains(RoleTraits.ReportChecks)) return new DemoTester(history).Next(tools);
        return tools.Contains(RoleTraits.SubmitClosing) ? Call(RoleTraits.SubmitClosing, Closing()) : null;
    }

    /// <summary>What cannot be built is asked about before anything is planned.</summary>
    private Goal.Ask? Question(IReadOnlySet<string> tools) =>
        !history.AppExists && request.Answer is null && tools.Contains(ToolNames.AskUser) ? new GoalFinder(request, canAsk: true).Find(null) as Goal.Ask : null;

    /// <summary>A new app is planned; what cannot be built, and changes, need no plan.</summary>
    private JsonObject Analysis() => new()
    {
        ["size"] = NewApp is null ? "small" : "large",
        ["summary"] = NewApp is { } app ? texts.Intro(app.Spec) : ShortRequest,
        ["requirements"] = new JsonArray(ShortRequest),
    };

    /// <summary>All its apps are of one kind: lists whose data is the browser's.</summary>
    private static JsonObject Architecture() => new() { ["starter"] = StarterIds.ReactVite, ["parts"] = new JsonArray() };

    private JsonObject Plan() => new()
    {
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["title"] = NewApp is { } app ? texts.TaskTitle(app.Spec) : ShortRequest,
            ["description"] = ShortRequest,
            ["checks"] = new JsonArray([.. NewApp is { } built ? texts.Checks(built.Spec).Select(check => (JsonNode)check) : []]),
        }),
    };

    /// <summary>The coder has written a README and said what there is to say.</summary>
    private JsonObject Closing() => new()
    {
        ["readme"] = Readme().Match(history.Instructions) is { Success: true } readme ? readme.Groups["text"].Value : ShortRequest,
        ["message"] = history.Notes is [.., var note] && LastSummary().Match(note) is { Success: true } summary ? summary.Groups["text"].Value : texts.Done,
    };

    private Goal.Write? NewApp => history.AppExists ? null : new GoalFinder(request, canAsk: false).Find(null) as Goal.Write;

    private string ShortRequest => Words.Clean(history.Request, LongestTitle);

    private static DemoTurn AskCall(Goal.Ask ask) => Call(ToolNames.AskUser, new JsonObject
    {
        ["question"] = ask.Question, ["choices"] = new JsonArray([.. ask.Choices.Select(choice => (JsonNode)choice)]),
    });

    private static DemoTurn Call(string tool, JsonObject arguments) => new("", [new DemoCall(tool, arguments)]);

    [GeneratedRegex(@"^The README as it is:\n(?<text>.+?)\n\n# What to write", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Readme();

    [GeneratedRegex(@"^\d+\. [^\n]*\n(?<text>(?:(?!\d+\. )[^\n]*\n?)+)\z", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastSummary();
}
