using Samokoder.ApiService.Http.Streams;

namespace Samokoder.ApiService.Features.Runs.Events;

/// <param name="after">Id of the newest event that the stream has.</param>
internal sealed class RunWatch(Guid runId, long after) : StreamWatch
{
    private long _seen = after;
    private volatile bool _isGone;

    public Guid RunId { get; } = runId;

    /// <summary>Id of the newest event that the stream passed on.</summary>
    public long Seen
    {
        get => Interlocked.Read(ref _seen);
        set => Interlocked.Exchange(ref _seen, value);
    }

    /// <summary>The run was deleted.</summary>
    public bool IsGone => _isGone;

    /// <param name="newest">Id of the newest event in the store; null when the run is not there any more.</param>
    public void Compare(long? newest)
    {
        _isGone = newest is null;
        if (_isGone || newest > Seen)
            Tell();
    }
}
