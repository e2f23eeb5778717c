using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.Contracts.Projects;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>The roles that hand something over: analyst, architect, planner, tester and writer. Which one is asked for is told by the tools that are offered.</summary>
internal sealed partial class DemoRoles(DemoHistory history, DemoTexts texts)
{
    private const int LongestTitle = 100;

    /// <summary>Null when none of them is asked for.</summary>
    public DemoTurn? Next(IReadOnlySet<string> tools)
    {
        if (tools.Contains(RoleTraits.SubmitAnalysis)) return Call(RoleTraits.SubmitAnalysis, Analysis());
        if (tools.Contains(RoleTraits.SubmitArchitecture)) return Call(RoleTraits.SubmitArchitecture, Architecture());
        if (tools.Contains(RoleTraits.SubmitPlan)) return Call(RoleTraits.SubmitPlan, Plan());
        if (tools.Contains(RoleTraits.ReportChecks)) return Test(tools);
        return tools.Contains(RoleTraits.SubmitClosing) ? Call(RoleTraits.SubmitClosing, Closing()) : null;
    }

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

    /// <summary>Opens the page and looks for what each check names in quotes. It tries nothing else, and says so of a check that names nothing.</summary>
    private DemoTurn Test(IReadOnlySet<string> tools)
    {
        if (tools.Contains(ToolNames.OpenPage) && history.Last(ToolNames.OpenPage) is null)
            return Call(ToolNames.OpenPage, new JsonObject { ["path"] = "/" });
        var page = history.Last(ToolNames.OpenPage) is { Succeeded: true, Result: { } shown } ? shown : "";
        var results = NumberedCheck().Matches(history.Instructions).Select(check => (JsonNode)Result(check, page));
        return Call(RoleTraits.ReportChecks, new JsonObject { ["results"] = new JsonArray([.. results]) });
    }

    private static JsonObject Result(Match check, string page)
    {
        var named = check.Groups["named"].Value;
        var passed = named.Length > 0 && page.Contains(named, StringComparison.Ordinal);
        return new JsonObject
        {
            ["check"] = int.Parse(check.Groups["number"].Value, CultureInfo.InvariantCulture), ["passed"] = passed,
            ["evidence"] = named.Length == 0 ? "The built-in generator cannot try this." : $"{(passed ? "✓" : "✗")} {named}",
        };
    }

    /// <summary>The coder has written a README and said what there is to say.</summary>
    private JsonObject Closing() => new()
    {
        ["readme"] = Readme().Match(history.Instructions) is { Success: true } readme ? readme.Groups["text"].Value : ShortRequest,
        ["message"] = history.Notes is [.., var note] && LastSummary().Match(note) is { Success: true } summary ? summary.Groups["text"].Value : texts.Done,
    };

    private Goal.Write? NewApp => history.AppExists ? null : GoalFinder.Find(history.Request, null, null, canAsk: false) as Goal.Write;

    private string ShortRequest => Words.Clean(history.Request, LongestTitle);

    private static DemoTurn Call(string tool, JsonObject arguments) => new("", [new DemoCall(tool, arguments)]);

    [GeneratedRegex(@"^(?<number>\d+)\. [^\n“«]*(?:[“«](?<named>[^”»\n]+)[”»])?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberedCheck();

    [GeneratedRegex(@"^The README as it is:\n(?<text>.+?)\n\n# What to write", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Readme();

    [GeneratedRegex(@"^\d+\. [^\n]*\n(?<text>(?:(?!\d+\. )[^\n]*\n?)+)\z", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastSummary();
}
