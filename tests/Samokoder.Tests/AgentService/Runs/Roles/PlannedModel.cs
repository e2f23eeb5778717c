using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Roles;

/// <summary>
/// A model that plays every role of one planned run: two tasks, of which the first fails its check once and is repaired. What it answers depends on
/// the conversation alone, so a run that is taken up anywhere gets the same answers.
/// </summary>
internal sealed class PlannedModel
{
    public const string Check = "The heading says Books.";
    public const string Closing = "Your books are there.";

    /// <summary>What its architect chooses.</summary>
    public const string Starter = "react-express-sqlite";
    public const string Part = "A table of books";

    private static readonly object[] Plan =
    [
        new { title = "The list", description = "A page with a heading.", checks = new[] { Check } },
        new { title = "The notes", description = "A file with notes.", checks = Array.Empty<string>() },
    ];

    /// <summary>The role of each request, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public FakeReply Answer(JsonNode request)
    {
        var (role, turn) = (RoleOf(request), TurnOf(request));
        Asked.Enqueue(role);
        return role switch
        {
            "analyst" => FakeReply.Calls("", ("submit_analysis", new { size = "large", summary = "A list of books.", requirements = new[] { "Books are listed." } })),
            "architect" => FakeReply.Calls("", ("submit_architecture", new { starter = Starter, parts = new[] { Part } })),
            "planner" => FakeReply.Calls("", ("submit_plan", new { tasks = Plan })),
            "tester" => turn == 0 ? FakeReply.Calls("", ("look", new { })) : Report(request),
            "writer" => FakeReply.Calls("", ("submit_closing", new { readme = "# Books\n", message = Closing })),
            _ => Text(request).Contains("Your task now is number 1", StringComparison.Ordinal) ? FirstTask(turn) : SecondTask(turn),
        };
    }

    public static string RoleOf(JsonNode request) => FakeOpenAI.ToolsOf(request) switch
    {
        var tools when tools.Contains("submit_analysis") => "analyst",
        var tools when tools.Contains("submit_architecture") => "architect",
        var tools when tools.Contains("submit_plan") => "planner",
        var tools when tools.Contains("report_checks") => "tester",
        var tools when tools.Contains("submit_closing") => "writer",
        _ => "coder",
    };

    private static FakeReply FirstTask(int turn) => turn switch
    {
        0 => FakeReply.Calls("A heading first.", ("write_file", new { path = "page.html", content = "<!doctype html><h1>Boks</h1>\n" }), ("read_file", new { path = "page.html" })),
        1 => FakeReply.Calls("", ("finish", new { summary = "The page has a heading." })),
        2 => FakeReply.Calls("A letter was missing.", ("edit_file", new { path = "page.html", edits = new[] { new { search = "Boks", replace = "Books" } } })),
        _ => FakeReply.Calls("", ("finish", new { summary = "The heading is right." })),
    };

    private static FakeReply SecondTask(int turn) => turn switch
    {
        0 => FakeReply.Calls("", ("write_file", new { path = "draft.txt", content = "one\n" })),
        1 => FakeReply.Calls("", ("move_file", new { from = "draft.txt", to = "notes.txt" })),
        2 => FakeReply.Calls("", ("delete_file", new { path = "server.mjs.bak" })),
        _ => FakeReply.Calls("", ("finish", new { summary = "The notes are there." })),
    };

    private static FakeReply Report(JsonNode request)
    {
        var seen = request["messages"]!.AsArray()[^1]!.ToJsonString();
        return FakeReply.Calls("", ("report_checks", new { results = new[] { new { check = 1, passed = seen.Contains("Books", StringComparison.Ordinal), evidence = "The heading, as seen." } } }));
    }

    private static string Text(JsonNode request) => request["messages"]!.ToJsonString();

    /// <summary>Answers since the request: what was said in earlier runs of the project comes before it.</summary>
    private static int TurnOf(JsonNode request) => request["messages"]!.AsArray().Reverse()
        .TakeWhile(m => (string?)m!["role"] != "user" || ((string?)m["content"])!.StartsWith("[Samokoder]", StringComparison.Ordinal))
        .Count(m => (string?)m!["role"] == "assistant");
}
