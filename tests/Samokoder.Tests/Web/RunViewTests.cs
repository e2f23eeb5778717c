using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Web.Features.Studio.Timeline;

namespace Samokoder.Tests.Web;

public sealed class RunViewTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Run = Guid.CreateVersion7();
    private readonly RunView _view = new(new(Run, Guid.CreateVersion7(), RunStatus.Queued, "A list", "demo/builder", null, new(0, 0, 0), Start, null, null));

    [Fact]
    public void A_file_is_shown_while_it_is_written_and_its_step_is_not_doubled_when_the_call_begins()
    {
        Apply(new FileDelta("c1", "src/App.tsx", "one\ntwo\n"));
        Assert.Equal("src/App.tsx", _view.Writing?.WritingPath);
        Apply(new ToolStarted("c1", "write_file", "src/App.tsx"));
        Apply(new ToolCompleted("c1", "write_file", ToolOutcome.Succeeded, "2 lines", null, 12));

        var step = Assert.Single(_view.Steps);
        Assert.Null(_view.Writing);
        Assert.Equal((ToolOutcome.Succeeded, "2 lines", TimeSpan.FromMilliseconds(12)), (step.Outcome, step.Summary, step.Duration));
    }

    [Fact]
    public void What_the_app_starts_from_is_known_beside_the_plan_and_forgotten_before_a_replay()
    {
        Apply(new ArchitectureChosen("react-express-sqlite", "React + Express + SQLite", ["A table of books"]));
        Apply(new PlanUpdated([new("The list", PlanTaskStatus.Todo)]));
        Assert.Equal(("React + Express + SQLite", "A table of books"), (_view.Architecture?.Title, _view.Architecture?.Parts[0]));
        _view.Reset();
        Assert.Null(_view.Architecture);
    }

    [Fact]
    public void Steps_between_two_messages_form_one_group()
    {
        Say("first");
        Apply(new ToolStarted("c1", "read_file", "a"));
        Apply(new ToolStarted("c2", "read_file", "b"));
        Say("second");
        Apply(new ToolStarted("c3", "read_file", "c"));
        Assert.Equal(["MessageItem", "StepGroup", "MessageItem", "StepGroup"], _view.Items.Select(i => i.GetType().Name));
    }

    [Fact]
    public void The_completed_message_replaces_the_deltas_that_were_seen()
    {
        var id = Guid.CreateVersion7();
        Apply(new MessageDelta(id, "Hel"));
        Apply(new MessageCompleted(id, MessageRole.Assistant, "Hello there"));
        Apply(new MessageDelta(id, "late"));
        Assert.Equal("Hello there", Assert.IsType<MessageItem>(Assert.Single(_view.Items)).Text);
    }

    [Fact]
    public void Whoever_saw_no_delta_sees_the_same_in_the_end()
    {
        var live = new RunView(_view.Info);
        var replayed = new RunView(_view.Info);
        var id = Guid.CreateVersion7();
        RunEvent[] all =
        [
            Event(new RunStatusChanged(RunStatus.Running)), Event(new MessageDelta(id, "He")), Event(new MessageCompleted(id, MessageRole.Assistant, "Hello")),
            Event(new ToolStarted("c", "run_command", "npm run build")), Event(new ToolOutput("c", "part")), Event(new ToolCompleted("c", "run_command", ToolOutcome.Succeeded, "exit code 0", "all of it", 5)),
            Event(new UsageUpdated(new(10, 5, 0.01m))), Event(new RunStatusChanged(RunStatus.Succeeded)),
        ];
        foreach (var e in all)
            live.Apply(e);
        foreach (var e in all.Where(e => e.Type is not ("message.delta" or "tool.output")))
            replayed.Apply(e);
        Assert.Equal(Picture(live), Picture(replayed));
    }

    [Fact]
    public void A_step_without_an_end_is_interrupted_when_the_run_ends()
    {
        Apply(new ToolStarted("c", "run_command", "sleep"));
        Apply(new RunStatusChanged(RunStatus.Failed, new(ErrorCodes.RunCrashed, "Gave up.")));
        Assert.Equal(ToolOutcome.Interrupted, Assert.Single(_view.Steps).Outcome);
        Assert.Equal(ErrorCodes.RunCrashed, _view.Error?.Code);
    }

    [Fact]
    public void A_question_is_open_until_the_run_goes_on()
    {
        var id = Guid.CreateVersion7();
        Apply(new QuestionAsked(id, "Which?", ["a", "b"]));
        Apply(new RunStatusChanged(RunStatus.Waiting));
        Assert.Equal(id, _view.OpenQuestion?.Question.QuestionId);
        Apply(new MessageCompleted(Guid.CreateVersion7(), MessageRole.User, "b"));
        Apply(new RunStatusChanged(RunStatus.Running));
        Assert.Null(_view.OpenQuestion);
        Assert.Equal("b", Assert.IsType<QuestionItem>(Assert.Single(_view.Items)).Answer);
    }

    [Fact]
    public void An_event_of_a_newer_server_is_passed_over()
    {
        _view.Apply(new(1, Run, "something.new", Start, default));
        Assert.Empty(_view.Items);
    }

    [Fact]
    public void Long_output_keeps_its_end()
    {
        Apply(new ToolStarted("c", "run_command", "x"));
        Apply(new ToolOutput("c", new string('a', 40_000)));
        Apply(new ToolOutput("c", "the end"));
        var output = Assert.Single(_view.Steps).Output;
        Assert.Equal(32_000, output.Length);
        Assert.EndsWith("the end", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nb\nc\nd\n", 2, "c\nd\n")]
    [InlineData("a\nb", 5, "a\nb")]
    [InlineData("a\nb\nc", 1, "c")]
    public void The_tail_of_a_file_ends_where_the_file_ends(string text, int lines, string expected)
    {
        Apply(new FileDelta("c", "f", text));
        Assert.Equal(expected, _view.Writing!.ContentTail(lines));
    }

    private static string Picture(RunView view) => string.Join('|', view.Items.Select(i => i switch
    {
        MessageItem m => m.Text,
        StepGroup g => string.Join(',', g.Steps.Select(s => $"{s.Tool} {s.Target} {s.Outcome} {s.Output}")),
        _ => i.Key,
    })) + view.Status + view.Usage;

    private void Say(string text) => Apply(new MessageCompleted(Guid.CreateVersion7(), MessageRole.Assistant, text));

    private void Apply<T>(T data)
        where T : IRunEventData => _view.Apply(Event(data));

    private static RunEvent Event<T>(T data)
        where T : IRunEventData => RunEvent.Create(Run, data, Start);
}
