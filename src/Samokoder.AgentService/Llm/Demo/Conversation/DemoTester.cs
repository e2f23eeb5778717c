using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Agents;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>
/// Tries checks in the page: it does what a check says with "typing “a” into “b”" and "pressing “c”", in this order, and then looks for the last
/// thing that the check names. It tries nothing else, and says so of a check that names nothing.
/// </summary>
internal sealed partial class DemoTester(DemoHistory history)
{
    public DemoTurn Next(IReadOnlySet<string> tools)
    {
        if (tools.Contains(ToolNames.OpenPage) && history.Last(ToolNames.OpenPage) is null)
            return new DemoTurn("", [new DemoCall(ToolNames.OpenPage, new JsonObject { ["path"] = "/" })]);
        var checks = NumberedCheck().Matches(history.Instructions).Select(match => match.Value).ToArray();
        var steps = history.Last(ToolNames.OpenPage) is { Succeeded: true } ? checks.SelectMany(Steps).ToArray() : [];
        var acts = history.Calls.Where(call => call.Name is ToolNames.Click or ToolNames.TypeText).ToArray();
        if (acts.Length < steps.Length && acts.All(act => act.Succeeded) && tools.Contains(ToolNames.Click) && tools.Contains(ToolNames.TypeText) && CallOf(steps[acts.Length]) is { } call)
            return new DemoTurn("", [call]);
        return new DemoTurn("", [new DemoCall(RoleTraits.ReportChecks, new JsonObject { ["results"] = new JsonArray([.. checks.Select(check => (JsonNode)Result(check, acts.Length == steps.Length))]) })]);
    }

    private string Page => history.Calls.LastOrDefault(call => call is { Succeeded: true, Name: ToolNames.OpenPage or ToolNames.Click or ToolNames.TypeText })?.Result ?? "";

    private static IEnumerable<Match> Steps(string check) => Step().Matches(check);

    /// <summary>Null when the page does not show what the step needs.</summary>
    private DemoCall? CallOf(Match step)
    {
        if (step.Groups["button"] is { Success: true, Value: var button })
            return RefOf("button", button) is { } pressed ? new DemoCall(ToolNames.Click, new JsonObject { ["element"] = pressed }) : null;
        return RefOf("textbox", step.Groups["field"].Value) is { } field
            ? new DemoCall(ToolNames.TypeText, new JsonObject { ["element"] = field, ["text"] = step.Groups["text"].Value })
            : null;
    }

    // The last of several: what a dialog shows stands after the page under it.
    private string? RefOf(string role, string name) => Page.Split('\n')
        .Where(line => line.TrimStart('-', ' ', '\t').StartsWith($"{role} \"{name}\"", StringComparison.Ordinal)).Select(line => Reference().Match(line).Groups["ref"].Value).LastOrDefault(found => found.Length > 0);

    private JsonObject Result(string check, bool done)
    {
        var number = int.Parse(check[..check.IndexOf('.', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var named = Quoted().Matches(check).LastOrDefault()?.Groups["text"].Value ?? "";
        var acted = Steps(check).Any();
        var passed = named.Length > 0 && (done || !acted) && Shows(named);
        var missing = history.Calls.LastOrDefault(call => call.Failed)?.Result ?? "the page does not show what the check needs";
        return new JsonObject
        {
            ["check"] = number, ["passed"] = passed,
            ["evidence"] = named.Length == 0 ? "The built-in generator cannot try this." : acted && !done ? $"✗ {missing}" : $"{(passed ? "✓" : "✗")} {named}",
        };
    }

    // What still stands in the field that it was typed into is not in the list.
    private bool Shows(string text) => Page.Split('\n').Any(line => line.Contains(text, StringComparison.Ordinal) && !line.Contains("textbox", StringComparison.Ordinal));

    [GeneratedRegex(@"^\d+\. [^\n]*", RegexOptions.Multiline, 1000)]
    private static partial Regex NumberedCheck();

    [GeneratedRegex(@"(?:pressing|нажать) [“«](?<button>[^”»]+)[”»]|(?:typing|ввести) [“«](?<text>[^”»]+)[”»] (?:into|в) [“«](?<field>[^”»]+)[”»]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Step();

    [GeneratedRegex(@"[“«](?<text>[^”»]+)[”»]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\[(?<ref>e\d+)\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
