using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Benchmarks.Engine;

/// <summary>
/// A model that writes, reads and changes files for a number of steps and then asks the user, which leaves the run. What it answers follows from the
/// conversation. A run is known by the number in its prompt.
/// </summary>
internal sealed partial class SteadyModel(int steps, Func<int, Task>? gate = null)
{
    private const int FileChars = 3_000;

    public static string PromptOf(int run) => string.Create(CultureInfo.InvariantCulture, $"Keep notes, run #{run}.");

    public FakeReply Answer(JsonNode request)
    {
        var messages = request["messages"]!.AsArray();
        var step = messages.Count(m => (string?)m!["role"] == "assistant");
        if (step < steps) return Reply(step);
        var asked = FakeReply.Calls("", ("ask_user", new { question = "Is this enough?" }));
        return gate is null ? asked : asked.After(gate(RunOf(messages)));
    }

    /// <summary>
    /// Milliseconds from the end of a model's answer until the next one is asked for, by the tool that was called in between. The fake's own time is not in
    /// it; everything else is: reading the answer, the journal, events, the tool, the request.
    /// </summary>
    /// <param name="skip">First steps of each run that are not counted: code is compiled at its first use.</param>
    public static Dictionary<string, List<double>> StepTimes(IEnumerable<FakeExchange> exchanges, int skip)
    {
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var run in exchanges.GroupBy(e => RunOf(JsonNode.Parse(e.Request)!["messages"]!.AsArray())))
        {
            var inOrder = run.OrderBy(e => e.Arrived).ToList();
            for (var i = Math.Max(skip, 1); i < inOrder.Count; i++)
            {
                var tool = ToolOf(i - 1);
                if (!times.TryGetValue(tool, out var list)) times[tool] = list = [];
                list.Add(Stopwatch.GetElapsedTime(inOrder[i - 1].Answered, inOrder[i].Arrived).TotalMilliseconds);
            }
        }
        return times;
    }

    private static string ToolOf(int step) => (step % 3) switch { 0 => "write_file", 1 => "edit_file", _ => "read_file" };

    private static FakeReply Reply(int step)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"notes/{step / 3}.md");
        var line = string.Create(CultureInfo.InvariantCulture, $"Line {step / 3} of the notes.");
        return (step % 3) switch
        {
            0 => FakeReply.Calls("I write it down.", ("write_file", new { path, content = line + "\n" + new string('n', FileChars) + "\n" })) with { PieceSize = 400 },
            1 => FakeReply.Calls("", ("edit_file", new { path, edits = new[] { new { search = line, replace = line + " Changed." } } })),
            _ => FakeReply.Calls("", ("read_file", new { path })),
        };
    }

    private static int RunOf(JsonArray messages) => int.Parse(RunNumber().Match(messages.ToJsonString()).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"run #(?<number>\d+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunNumber();
}
