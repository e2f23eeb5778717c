using System.Globalization;
using Samokoder.Tests.Support.Fakes;

namespace Samokoder.Tests.AgentService.Runs.Kills;

/// <summary>
/// What the fake model has a run do, step by step, and what must be there at its end. Every effect that was lost or done twice shows: a line
/// that is appended twice, a move of what was moved, a delete of what is gone.
/// </summary>
internal sealed class ScriptedRun
{
    public const int StepsPerTask = 14;
    private const string Log = "log.md";

    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly List<(string Kind, string Path)> _changes = [];
    private readonly List<List<FakeReply>> _tasks = [];

    /// <param name="tasks">More than one only for a run with a plan.</param>
    public ScriptedRun(int tasks)
    {
        for (var task = 0; task < tasks; task++)
        {
            var steps = new List<FakeReply>();
            for (var step = 0; step < StepsPerTask; step++) steps.Add(Step(task, step));
            steps.Add(FakeReply.Calls("", ("finish", new { summary = Invariant($"Task {task} is done.") })));
            _tasks.Add(steps);
        }
    }

    /// <summary>Path and content of every file that the script leaves.</summary>
    public IReadOnlyDictionary<string, string> Files => _files;

    /// <summary>Every change of a file, in order.</summary>
    public IReadOnlyList<(string Kind, string Path)> Changes => _changes;

    public FakeReply Reply(int task, int step) => _tasks[task][step];

    private FakeReply Step(int task, int step)
    {
        var (name, before) = (Invariant($"notes/{task}-{step}.txt"), Invariant($"notes/{task}-{step - 1}.txt"));
        switch (step % 6)
        {
            case 0 when step == 0 && task == 0: return Write(Log, "begin\n");
            case 1 or 3: return Write(name, Invariant($"file {task} {step}\n"));
            case 2:
                var target = Invariant($"moved/{task}-{step}.txt");
                _files[target] = _files[before];
                _files.Remove(before);
                _changes.Add(("moved", target));
                return FakeReply.Calls("", ("move_file", new { from = before, to = target }));
            case 4:
                _files.Remove(before);
                _changes.Add(("deleted", before));
                return FakeReply.Calls("", ("delete_file", new { path = before }));
            case 5: return FakeReply.Calls("I look.", ("read_file", new { path = Log }), ("list_files", new { path = "" }));
            default: return Append(Invariant($"line {task} {step}"));
        }
    }

    private FakeReply Write(string path, string content)
    {
        _files[path] = content;
        _changes.Add(("written", path));
        return FakeReply.Calls("", ("write_file", new { path, content }));
    }

    /// <summary>The search text stays in the file, so the same edit would find its place a second time.</summary>
    private FakeReply Append(string line)
    {
        _files[Log] = _files[Log].Replace("begin\n", $"begin\n{line}\n", StringComparison.Ordinal);
        _changes.Add(("written", Log));
        return FakeReply.Calls("", ("edit_file", new { path = Log, edits = new[] { new { search = "begin\n", replace = $"begin\n{line}\n" } } }));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
