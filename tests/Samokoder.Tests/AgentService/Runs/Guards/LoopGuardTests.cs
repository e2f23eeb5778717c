using System.Text.Json;
using Samokoder.AgentService.Runs;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.AgentService.Runs.Guards;

public sealed class LoopGuardTests
{
    private readonly LoopGuard _guard = new(new GuardOptions());

    [Fact]
    public void The_same_call_with_the_same_result_is_told_at_the_third_time_and_asked_about_before_the_fifth()
    {
        string?[] notices = [.. Enumerable.Range(0, 4).Select(_ => Turn("read_file", new { path = "a.ts" }, "1  a"))];

        Assert.Equal([false, false, true, true], notices.Select(n => n is not null));
        Assert.Equal(new GuardStop(Circle.SameCall, "read_file", 4), Stops("read_file", new { path = "a.ts" }));
        Assert.Null(Stops("read_file", new { path = "b.ts" }));
        Assert.Null(Stops("finish", new { summary = "Done" }));
    }

    [Fact]
    public void Arguments_in_another_order_or_with_other_spaces_are_the_same_call()
    {
        Turn("search_files", new { pattern = "x", path = "src" }, "none");
        Turn("search_files", new { path = "./src", pattern = "x" }, "none");
        Assert.NotNull(Turn("search_files", new { path = "src ", pattern = " x" }, "none"));
    }

    [Fact]
    public void A_read_that_is_repeated_after_each_change_trips_nothing()
    {
        for (var i = 0; i < 12; i++)
        {
            Assert.Null(Turn("read_file", new { path = "a.ts" }, "1  a"));
            Assert.Null(Turn("write_file", new { path = $"b{i}.ts", content = "b" }, $"wrote b{i}.ts (1 bytes)"));
        }
        Assert.Null(Stops("read_file", new { path = "a.ts" }));
    }

    [Fact]
    public void A_call_whose_result_changes_trips_nothing()
    {
        for (var i = 0; i < 12; i++) Assert.Null(Turn("run_command", new { command = "date" }, $"exit code 0\nresult {i}"));
        Assert.Null(Stops("run_command", new { command = "date" }));
    }

    [Fact]
    public void Going_back_and_forth_between_two_edits_is_a_circle()
    {
        string? notice = null;
        for (var i = 0; i < 3; i++)
        {
            notice = Turn("edit_file", new { path = "a.ts", edits = new[] { new { search = "1", replace = "2" } } }, "edited a.ts (+1 −1 lines)");
            Turn("edit_file", new { path = "a.ts", edits = new[] { new { search = "2", replace = "1" } } }, "edited a.ts (+1 −1 lines)");
        }
        Assert.Contains("call 3 of edit_file", notice, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_failure_is_told_and_asked_about_although_files_change_in_between_and_times_differ()
    {
        var notices = new List<string?>();
        for (var i = 0; i < 5; i++)
        {
            Turn("write_file", new { path = "a.ts", content = $"{i}" }, $"wrote a.ts ({i} bytes)");
            Assert.Null(Stops("run_command", new { command = $"npm run build -- --n {i}" }));
            notices.Add(Turn("run_command", new { command = $"npm run build -- --n {i}" }, $"exit code 1\nTS2322 in {i}.5s", ToolOutcome.Failed));
        }
        Assert.Equal([false, false, true, true, true], notices.Select(n => n is not null));
        Assert.Equal(new GuardStop(Circle.SameFailure, "run_command", 5), Stops("read_file", new { path = "z.ts" }));
    }

    [Fact]
    public void Different_commands_that_fail_without_a_word_are_different_failures()
    {
        for (var i = 0; i < 8; i++) Assert.Null(Turn("run_command", new { command = $"grep word{i} a.ts" }, "exit code 1\n", ToolOutcome.Failed));
        Assert.Null(Stops("run_command", new { command = "grep word9 a.ts" }));
    }

    [Fact]
    public void Turns_without_anything_new_are_told_and_then_asked_about()
    {
        var told = new List<int>();
        for (var turn = 0; turn < 17; turn++)
        {
            Assert.Null(Stops("update_plan", new { n = turn }));
            if (Turn("update_plan", new { n = turn }, "the user sees the plan") is not null) told.Add(turn);
        }
        Assert.Equal(Enumerable.Range(9, 8), told);
        _guard.BeginTurn();
        Assert.Equal(new GuardStop(Circle.NoProgress, "", 16), Stops("update_plan", new { n = 17 }));
    }

    [Fact]
    public void The_users_answer_starts_the_counting_anew()
    {
        for (var i = 0; i < 4; i++) Turn("read_file", new { path = "a.ts" }, "1  a");
        _guard.Observe("read_file", Json(new { path = "a.ts" }), new StoredResult("The user answers: go on", Answered: true));

        Assert.Null(Stops("read_file", new { path = "a.ts" }));
        Assert.Null(Turn("read_file", new { path = "a.ts" }, "1  a"));
    }

    [Fact]
    public void A_call_that_a_crash_interrupted_does_not_count()
    {
        for (var i = 0; i < 6; i++)
            Assert.Null(Turn("run_command", new { command = "npm run build" }, "error: the server restarted while this ran.", ToolOutcome.Interrupted));
        Assert.Null(Stops("run_command", new { command = "npm run build" }));
    }

    private string? Turn(string name, object arguments, string result, ToolOutcome outcome = ToolOutcome.Succeeded)
    {
        _guard.BeginTurn();
        return _guard.Observe(name, Json(arguments), new StoredResult(result, Outcome: outcome));
    }

    private GuardStop? Stops(string name, object arguments) => _guard.Stops(name, Json(arguments));

    private static JsonElement Json(object value) => JsonSerializer.SerializeToElement(value, JsonSerializerOptions.Web);
}
