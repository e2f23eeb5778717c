using System.Text;
using Samokoder.AgentService.Llm;
using Samokoder.Contracts.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.AgentService.Runs.Live;

/// <summary>
/// Publishes what is only for watching: text and files while they are written, output of commands. Folded, so that a fast model does not
/// flood Redis; what is folded away at the end comes with the durable event that follows.
/// </summary>
internal sealed class LiveEvents(Guid runId, RunEventBus bus, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(40);

    private readonly Dictionary<string, FileInProgress> _files = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private Guid _messageId;
    private long _lastText;

    /// <summary>Watches one turn.</summary>
    /// <param name="heard">Whether its text is for the user.</param>
    /// <param name="callId">The id under which the journal will keep a call of this turn.</param>
    public ITurnObserver Of(bool heard, Func<string, string> callId) => new Observer(this, heard, callId);

    public ValueTask OutputAsync(string callId, string text) => PublishAsync(new ToolOutput(callId, text));

    private ValueTask TextAsync(Guid messageId, string delta)
    {
        if (messageId != _messageId) (_messageId, _, _lastText) = (messageId, _text.Clear(), 0);
        _text.Append(delta);
        if (!IsDue(ref _lastText)) return ValueTask.CompletedTask;
        var text = Take(_text);
        return PublishAsync(new MessageDelta(messageId, text));
    }

    private async ValueTask ToolCallAsync(string callId, ToolCallDeltaContent delta)
    {
        if (delta.Name != "write_file") return;
        if (!_files.TryGetValue(callId, out var file)) _files[callId] = file = new FileInProgress();
        file.Read(delta.ArgumentsDelta);
        if (file.Path is null || file.Unsent.Length == 0 || !IsDue(ref file.LastSent)) return;
        await PublishAsync(new FileDelta(callId, file.Path, Take(file.Unsent)));
    }

    private async ValueTask PublishAsync<T>(T data)
        where T : IRunEventData => await bus.PublishAsync(RunEvent.Create(runId, data, time.GetUtcNow()));

    private bool IsDue(ref long last)
    {
        if (last != 0 && time.GetElapsedTime(last) < Interval) return false;
        last = time.GetTimestamp();
        return true;
    }

    /// <summary>Whole characters only: half of a surrogate pair waits for the other.</summary>
    private static string Take(StringBuilder from)
    {
        var length = char.IsHighSurrogate(from[^1]) ? from.Length - 1 : from.Length;
        var text = from.ToString(0, length);
        from.Remove(0, length);
        return text;
    }

    private sealed class Observer(LiveEvents live, bool heard, Func<string, string> callId) : ITurnObserver
    {
        public ValueTask TextAsync(Guid messageId, string delta, CancellationToken cancellationToken) =>
            heard ? live.TextAsync(messageId, delta) : ValueTask.CompletedTask;

        public ValueTask ToolCallAsync(ToolCallDeltaContent delta, CancellationToken cancellationToken) => live.ToolCallAsync(callId(delta.CallId), delta);
    }

    private sealed class FileInProgress
    {
        private readonly ToolArgumentStream _arguments = new();
        private readonly StringBuilder _path = new();

        public StringBuilder Unsent { get; } = new();

        public long LastSent;

        /// <summary>Known once the model began to write the content.</summary>
        public string? Path { get; private set; }

        public void Read(string piece)
        {
            foreach (var (property, added) in _arguments.Read(piece))
            {
                if (property == "path") _path.Append(added);
                if (property != "content") continue;
                Unsent.Append(added);
                if (_path.Length > 0) Path = _path.ToString();
            }
        }
    }
}
