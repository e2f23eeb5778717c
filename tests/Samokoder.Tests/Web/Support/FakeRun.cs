using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Samokoder.Contracts.Runs;

namespace Samokoder.Tests.Web.Support;

/// <summary>A run of the fake API: durable events are kept and replayed, deltas reach only who listens.</summary>
internal sealed class FakeRun(Guid projectId, string prompt, string model, DateTimeOffset createdAt) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<RunEvent> _stored = [];
    private readonly List<Channel<RunEvent>> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<AnswerRequest> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _playing = Task.CompletedTask;
    private bool _started;

    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid ProjectId { get; } = projectId;

    public Task<AnswerRequest> Answered => _answer.Task;

    /// <summary>Ends when somebody listens: what happens from then on is seen live.</summary>
    public Task Watched => _watched.Task;

    public Task Playing => _playing;

    public RunInfo Info { get; private set; } = null!;

    public RunInfo Describe() => Info = new(
        Id, ProjectId, Info?.Status ?? RunStatus.Queued, prompt, model, Info?.Error, Info?.Usage ?? new(0, 0, 0), createdAt,
        _started ? createdAt.AddSeconds(1) : null, Info?.Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled ? createdAt.AddSeconds(43) : null);

    public void Add<T>(T data)
        where T : IRunEventData
    {
        lock (_gate)
        {
            if (Info is null)
                Describe();
            var durable = data is IDurableRunEventData;
            var e = RunEvent.Create(Id, data, TimeProvider.System.GetUtcNow(), durable ? _stored.Count + 1 : null);
            if (durable)
                _stored.Add(e);
            _started |= data is RunStatusChanged { Status: not (RunStatus.Queued or RunStatus.Cancelled) };
            Info = data switch
            {
                RunStatusChanged s => Info! with { Status = s.Status, Error = s.Error },
                UsageUpdated u => Info! with { Usage = u.Usage },
                _ => Info!,
            };
            Describe();
            foreach (var listener in _listeners)
                listener.Writer.TryWrite(e);
        }
    }

    /// <summary>Ends every open stream, as a restart of the API does; the run goes on.</summary>
    public void CutStreams()
    {
        lock (_gate)
        {
            foreach (var listener in _listeners)
                listener.Writer.TryComplete();
            _listeners.Clear();
        }
    }

    public async IAsyncEnumerable<RunEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        var channel = Channel.CreateUnbounded<RunEvent>();
        List<RunEvent> stored;
        lock (_gate)
        {
            _listeners.Add(channel);
            _watched.TrySetResult();
            stored = [.. _stored.Where(e => e.Id > after)];
        }

        foreach (var e in stored)
            yield return e;
        if (IsOver)
            yield break;
        await foreach (var e in channel.Reader.ReadAllAsync(ct))
        {
            yield return e;
            if (e.Type == RunStatusChanged.Type && IsOver)
                yield break;
        }
    }

    public IEnumerable<MessageInfo> Messages()
    {
        lock (_gate)
        {
            return [.. _stored.Where(e => e.Type == MessageCompleted.Type).Select(e => (e.At, Data: e.Read<MessageCompleted>()))
                .Select(m => new MessageInfo(m.Data.MessageId, Id, m.Data.Role, m.Data.Text, m.At))];
        }
    }

    public void Play(RunScript script, FakeProject project, FakeRun? after)
    {
        Describe();
        _playing = PlayAsync(script, project, after);
    }

    public void Answer(AnswerRequest answer) => _answer.TrySetResult(answer);

    public void Cancel() => _stop.Cancel();

    public void Dispose() => _stop.Cancel();

    private bool IsOver => Info.Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;

    private async Task PlayAsync(RunScript script, FakeProject project, FakeRun? after)
    {
        try
        {
            Add(new RunStatusChanged(RunStatus.Queued));
            if (after is not null)
                await after.Playing.WaitAsync(_stop.Token);
            await script.PlayAsync(this, project, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            Add(new RunStatusChanged(RunStatus.Cancelled));
        }
    }
}
