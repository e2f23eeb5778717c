using System.Text;
using Samokoder.Contracts.Runs;

namespace Samokoder.Web.Features.Studio.Timeline;

/// <summary>One call of a tool, live or finished.</summary>
public sealed class StepItem(ToolStarted started, DateTimeOffset startedAt)
{
    private const int MostOutput = 32_000;

    private readonly StringBuilder _output = new();
    private readonly StringBuilder _content = new();

    public string CallId { get; } = started.CallId;

    public string Tool { get; private set; } = started.Tool;

    public string Target { get; private set; } = started.Target;

    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>Null while it runs.</summary>
    public ToolOutcome? Outcome { get; private set; }

    public string Summary { get; private set; } = "";

    public TimeSpan Duration { get; private set; }

    /// <summary>The path of the file that is being written, while the model writes it.</summary>
    public string? WritingPath { get; private set; }

    public int Version { get; private set; }

    public bool HasOutput => _output.Length > 0;

    public string Output => _output.ToString();

    /// <summary>What of the file has arrived so far.</summary>
    public string Content => _content.ToString();

    public int ContentLength => _content.Length;

    /// <summary>The call began after the file's content had streamed in: it takes over what is known.</summary>
    public void Begin(ToolStarted begun)
    {
        (Tool, Target) = (begun.Tool, begun.Target.Length > 0 ? begun.Target : Target);
        Version++;
    }

    public void AppendOutput(string text)
    {
        Append(_output, text);
        Version++;
    }

    public void AppendContent(string path, string text)
    {
        WritingPath = path;
        if (Target.Length == 0)
            Target = path;
        Append(_content, text);
        Version++;
    }

    public void Complete(ToolCompleted completed)
    {
        Outcome = completed.Outcome;
        Summary = completed.Summary;
        Duration = TimeSpan.FromMilliseconds(completed.DurationMs);
        if (!string.IsNullOrEmpty(completed.Detail))
            _output.Clear().Append(completed.Detail);
        _content.Clear();
        WritingPath = null;
        Version++;
    }

    /// <summary>The run ended without an end of this call.</summary>
    public void Interrupt()
    {
        Outcome ??= ToolOutcome.Interrupted;
        WritingPath = null;
        Version++;
    }

    /// <summary>The last lines of what is being written: as many as a person can follow.</summary>
    public string ContentTail(int lines)
    {
        var end = _content.Length;
        var start = end;
        for (var found = 0; start > 0; start--)
        {
            if (_content[start - 1] == '\n' && start != end && ++found == lines)
                break;
        }

        return _content.ToString(start, end - start);
    }

    private static void Append(StringBuilder builder, string text)
    {
        builder.Append(text);
        if (builder.Length > MostOutput)
            builder.Remove(0, builder.Length - MostOutput);
    }
}
