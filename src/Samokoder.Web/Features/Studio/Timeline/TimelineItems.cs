using System.Text;
using Samokoder.Contracts.Runs;

namespace Samokoder.Web.Features.Studio.Timeline;

/// <summary>One thing that a run shows. <see cref="Version"/> rises with every change, so that an unchanged item is not rendered again.</summary>
public abstract class TimelineItem(string key)
{
    /// <summary>Unique in the run.</summary>
    public string Key { get; } = key;

    public int Version { get; private set; }

    public void Touch() => Version++;
}

public sealed class MessageItem(Guid id) : TimelineItem("m" + id)
{
    private readonly StringBuilder _text = new();

    public string Text => _text.ToString();

    public bool Complete { get; private set; }

    public void Append(string text)
    {
        if (Complete)
            return;
        _text.Append(text);
        Touch();
    }

    /// <summary>The whole text replaces whatever deltas were seen.</summary>
    public void Finish(string text)
    {
        _text.Clear().Append(text);
        Complete = true;
        Touch();
    }
}

/// <summary>Tool calls that follow one another without a word between them.</summary>
public sealed class StepGroup(int number) : TimelineItem("g" + number)
{
    private readonly List<StepItem> _steps = [];

    public IReadOnlyList<StepItem> Steps => _steps;

    public bool HasFailure => _steps.Exists(s => s.Outcome == ToolOutcome.Failed);

    public bool Running => _steps.Exists(s => s.Outcome is null);

    public void Add(StepItem step)
    {
        _steps.Add(step);
        Touch();
    }
}

public sealed class QuestionItem(QuestionAsked question) : TimelineItem("q" + question.QuestionId)
{
    public QuestionAsked Question { get; } = question;

    public string? Answer { get; private set; }

    public bool Open { get; private set; } = true;

    public void Close(string? answer)
    {
        Answer ??= answer;
        Open = false;
        Touch();
    }

    public void Reopen()
    {
        Answer = null;
        Open = true;
        Touch();
    }
}

public sealed class CheckpointItem(CheckpointCreated checkpoint) : TimelineItem("c" + checkpoint.CheckpointId)
{
    public string Title { get; } = checkpoint.Title;
}

public sealed class VerificationItem(VerificationCompleted verification, int number) : TimelineItem("v" + number)
{
    public IReadOnlyList<VerificationRung> Rungs { get; } = verification.Rungs;

    public VerificationRung? FirstFailure => Rungs.FirstOrDefault(r => r.Status == RungStatus.Failed);
}
