using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Kills;

/// <summary>
/// A model that plays all roles for many runs at once. What it answers follows from the conversation alone, so that a turn that is asked again gets
/// the same answer; and it remembers what it was asked.
/// </summary>
internal sealed partial class ScriptedModel
{
    private readonly ConcurrentDictionary<int, ScriptedRun> _runs = new();
    private readonly ConcurrentDictionary<int, ConcurrentQueue<string>> _asked = new();
    private readonly SemaphoreSlim _progress = new(0);
    private readonly Random _random = new(20261122);

    public static string PromptOf(int number) => string.Create(CultureInfo.InvariantCulture, $"Keep notes, run #{number}.");

    public ScriptedRun RunOf(int number) => _runs.GetOrAdd(number, n => new ScriptedRun(IsPlanned(n) ? 2 : 1));

    /// <summary>The turns of a run in the order in which the model was asked for them.</summary>
    public IReadOnlyList<string> AskedOf(int number) => [.. _asked.GetValueOrDefault(number) ?? []];

    /// <summary>Whether somebody asks the model for something within this time.</summary>
    public async Task<bool> ProgressAsync(TimeSpan within, CancellationToken cancellationToken)
    {
        while (_progress.Wait(0, cancellationToken))
        {
            // What was asked before the last kill.
        }

        return await _progress.WaitAsync(within, cancellationToken);
    }

    public FakeReply Answer(JsonNode request)
    {
        var messages = request["messages"]!.AsArray();
        var text = messages.ToJsonString();
        var number = int.Parse(RunNumber().Match(text).Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        var tools = FakeOpenAI.ToolsOf(request);
        var (turn, reply) = AnswerTo(number, tools, messages, text);
        _asked.GetOrAdd(number, _ => []).Enqueue(turn);
        _progress.Release();
        return reply.After(Task.Delay(Pause()));
    }

    private static bool IsPlanned(int number) => number % 3 == 0;

    private (string Turn, FakeReply Reply) AnswerTo(int number, IReadOnlyList<string> tools, JsonArray messages, string text)
    {
        if (tools.Contains("submit_analysis", StringComparer.Ordinal))
            return ("analysis", FakeReply.Calls("", ("submit_analysis", new { size = IsPlanned(number) ? "large" : "small", summary = "Notes.", requirements = new[] { "Notes." } })));
        if (tools.Contains("submit_plan", StringComparer.Ordinal))
            return ("plan", FakeReply.Calls("", ("submit_plan", new { tasks = new[] { Planned("First"), Planned("Second") } })));
        if (tools.Contains("submit_closing", StringComparer.Ordinal))
            return ("closing", FakeReply.Calls("", ("submit_closing", new { readme = "# Notes\n", message = "All is kept." })));
        var task = text.Contains("Your task now is number 2", StringComparison.Ordinal) ? 1 : 0;
        var step = messages.Count(m => (string?)m!["role"] == "assistant");
        return (string.Create(CultureInfo.InvariantCulture, $"task {task} step {step}"), RunOf(number).Reply(task, step));
    }

    private static object Planned(string title) => new { title, description = title, checks = Array.Empty<string>() };

    private int Pause()
    {
        lock (_random) return _random.Next(2, 60);
    }

    [GeneratedRegex(@"run #(?<number>\d+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunNumber();
}
