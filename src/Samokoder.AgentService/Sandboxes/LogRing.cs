using System.Text;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>The newest lines of a service's output. Safe to read while it is written.</summary>
internal sealed class LogRing(int capacity)
{
    /// <summary>A longer line is broken, so that a program that never ends a line costs no memory.</summary>
    private const int MaxLineChars = 2000;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();
    private readonly StringBuilder current = new();

    public void Append(string text)
    {
        lock (gate)
        {
            foreach (var c in text)
                Append(c);
        }
    }

    public IReadOnlyList<string> Snapshot()
    {
        lock (gate)
            return current.Length == 0 ? [.. lines] : [.. lines, current.ToString()];
    }

    private void Append(char c)
    {
        if (c == '\n')
            EndLine();
        else if (c != '\r')
            current.Append(c);
        if (current.Length >= MaxLineChars && !char.IsHighSurrogate(c))
            EndLine();
    }

    private void EndLine()
    {
        lines.Enqueue(current.ToString());
        current.Clear();
        if (lines.Count > capacity)
            lines.Dequeue();
    }
}
