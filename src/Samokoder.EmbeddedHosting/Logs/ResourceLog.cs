namespace Samokoder.EmbeddedHosting.Logs;

/// <summary>A bounded list of one resource's lines. Lines without a level of their own continue the one before.</summary>
internal sealed class ResourceLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly Queue<LogLine> _lines = new();
    private LogLevel _last = LogLevel.Information;

    public void Add(string text, Func<string, LogLevel, LogLine> create, LogLevel? level)
    {
        var shortened = text.Length <= LogStore.MaxLineLength ? text : text[..LogStore.MaxLineLength] + "…";
        lock (_gate)
        {
            _last = level ?? LogLevelReader.Read(shortened) ?? (shortened.StartsWith(' ') ? _last : LogLevel.Information);
            _lines.Enqueue(create(shortened, _last));
            if (_lines.Count > capacity)
                _lines.Dequeue();
        }
    }

    public IReadOnlyList<LogLine> After(long sequence)
    {
        lock (_gate)
        {
            return [.. _lines.SkipWhile(l => l.Sequence <= sequence)];
        }
    }
}
