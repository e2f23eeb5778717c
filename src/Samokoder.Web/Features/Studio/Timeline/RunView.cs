using Samokoder.Contracts.Attachments;
using Samokoder.Contracts.Runs;
using Samokoder.Web.Features.Studio.Events;

namespace Samokoder.Web.Features.Studio.Timeline;

/// <summary>What a run's events add up to: the same whether they were seen live or replayed. Not thread-safe: one circuit applies and renders.</summary>
public sealed class RunView(RunInfo run)
{
    private readonly Dictionary<string, StepItem> _steps = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, MessageItem> _messages = [];
    private readonly List<TimelineItem> _items = [];
    private int _number;

    public RunInfo Info { get; private set; } = run;

    public Guid Id => Info.Id;

    public RunStatus Status { get; private set; } = run.Status;

    public RunError? Error { get; private set; } = run.Error;

    public RunUsage Usage { get; private set; } = run.Usage;

    /// <summary>What went with the prompt.</summary>
    public IReadOnlyList<AttachmentInfo> Attachments { get; private set; } = [];

    /// <summary>It was asked for and waits for its turn.</summary>
    public bool NotBegun => Status == RunStatus.Queued && Info.StartedAt is null;

    public IReadOnlyList<PlanTask> Plan { get; private set; } = [];

    /// <summary>What the app starts from, where this run decided it.</summary>
    public ArchitectureChosen? Architecture { get; private set; }

    public IReadOnlyList<TimelineItem> Items => _items;

    /// <summary>True once the events were replayed; before that only the conversation is known.</summary>
    public bool HasSteps { get; set; }

    public int Version { get; private set; }

    public IEnumerable<StepItem> Steps => _items.OfType<StepGroup>().SelectMany(g => g.Steps);

    public QuestionItem? OpenQuestion => _items.OfType<QuestionItem>().LastOrDefault(q => q.Open);

    /// <summary>The step whose file is being written now.</summary>
    public StepItem? Writing => Steps.LastOrDefault(s => s.WritingPath is not null);

    public event Action<FileChanged>? FileChanged;

    public event Action<PreviewStatusChanged>? PreviewChanged;

    public void Apply(RunEvent e)
    {
        switch (e.Type)
        {
            case "run.status": Apply(e.Read<RunStatusChanged>()); break;
            case "architecture.chosen": Architecture = e.Read<ArchitectureChosen>(); break;
            case "plan.updated": Plan = e.Read<PlanUpdated>().Tasks; break;
            case "message.delta": Apply(e.Read<MessageDelta>()); break;
            case "message.completed": Apply(e.Read<MessageCompleted>()); break;
            case "tool.started": Apply(e.Read<ToolStarted>(), e.At); break;
            case "tool.output": Apply(e.Read<ToolOutput>()); break;
            case "tool.completed": Apply(e.Read<ToolCompleted>(), e.At); break;
            case "file.delta": Apply(e.Read<FileDelta>(), e.At); break;
            case "file.changed": FileChanged?.Invoke(e.Read<FileChanged>()); break;
            case "question.asked": Apply(e.Read<QuestionAsked>()); break;
            case "checkpoint.created": _items.Add(new CheckpointItem(e.Read<CheckpointCreated>())); break;
            case "verification.completed": _items.Add(new VerificationItem(e.Read<VerificationCompleted>(), _number++)); break;
            case "preview.status": PreviewChanged?.Invoke(e.Read<PreviewStatusChanged>()); break;
            case "usage.updated": Usage = e.Read<UsageUpdated>().Usage; break;
            default: return; // A newer server may know types that this client does not.
        }

        Version++;
    }

    /// <summary>Takes what a finished or refreshed run says of itself.</summary>
    public void Update(RunInfo info)
    {
        Info = info;
        Error = info.Error ?? Error;
        if (!HasSteps || info.Status.IsFinal())
            Status = info.Status;
        if (!HasSteps)
            Usage = info.Usage;
        Version++;
    }

    /// <summary>Shows what the conversation knows of a run whose events were not replayed.</summary>
    public void ShowMessages(IEnumerable<MessageInfo> messages)
    {
        foreach (var message in messages.Where(m => m.Role == MessageRole.Assistant))
            MessageOf(message.Id).Finish(message.Text);
        Version++;
    }

    public void ShowAttachments(IEnumerable<AttachmentInfo> attachments)
    {
        Attachments = [.. attachments];
        Version++;
    }

    /// <summary>Forgets what was shown, before a replay from the first event.</summary>
    public void Reset()
    {
        _items.Clear();
        _steps.Clear();
        _messages.Clear();
        Plan = [];
        Architecture = null;
        Version++;
    }

    private void Apply(RunStatusChanged changed)
    {
        (Status, Error) = (changed.Status, changed.Error);
        if (changed.Status is RunStatus.Running or RunStatus.Queued || changed.Status.IsFinal())
            OpenQuestion?.Close(null);
        if (!changed.Status.IsFinal())
            return;
        foreach (var step in Steps.Where(s => s.Outcome is null))
            step.Interrupt();
        TouchLastGroup();
    }

    private void Apply(MessageDelta delta) => MessageOf(delta.MessageId).Append(delta.Text);

    private void Apply(MessageCompleted completed)
    {
        if (completed.Role == MessageRole.Assistant)
            MessageOf(completed.MessageId).Finish(completed.Text);
        else if (OpenQuestion is { } question)
            question.Close(completed.Text);
    }

    private void Apply(ToolStarted started, DateTimeOffset at)
    {
        if (_steps.TryGetValue(started.CallId, out var known))
            known.Begin(started);
        else
            AddStep(new(started, at));
        TouchLastGroup();
    }

    private void Apply(ToolOutput output)
    {
        if (_steps.TryGetValue(output.CallId, out var step))
            step.AppendOutput(output.Text);
        TouchLastGroup();
    }

    private void Apply(ToolCompleted completed, DateTimeOffset at)
    {
        if (!_steps.TryGetValue(completed.CallId, out var step))
            AddStep(step = new(new(completed.CallId, completed.Tool, ""), at));
        step.Complete(completed);
        TouchLastGroup();
    }

    private void Apply(FileDelta delta, DateTimeOffset at)
    {
        if (!_steps.TryGetValue(delta.CallId, out var step))
            AddStep(step = new(new(delta.CallId, "write_file", delta.Path), at));
        step.AppendContent(delta.Path, delta.Text);
        TouchLastGroup();
    }

    private void Apply(QuestionAsked asked)
    {
        if (!_items.OfType<QuestionItem>().Any(q => q.Question.QuestionId == asked.QuestionId))
            _items.Add(new QuestionItem(asked));
    }

    private void AddStep(StepItem step)
    {
        _steps[step.CallId] = step;
        if (_items is not [.., StepGroup group])
            _items.Add(group = new StepGroup(_number++));
        group.Add(step);
    }

    private void TouchLastGroup() => _items.OfType<StepGroup>().LastOrDefault()?.Touch();

    private MessageItem MessageOf(Guid id)
    {
        if (!_messages.TryGetValue(id, out var item))
            _items.Add(_messages[id] = item = new MessageItem(id));
        return item;
    }
}
