namespace Samokoder.PreviewGateway.Limits;

/// <summary>
/// One preview's requests: so many at once, and a token bucket. It fills by the clock when it is asked, without a timer and without an object for
/// each request.
/// </summary>
/// <param name="perSecond">Tokens that come a second.</param>
/// <param name="burst">Tokens that it holds at most, and at first.</param>
/// <param name="mostAtOnce">Requests that may be under way.</param>
internal sealed class PreviewLimit(int perSecond, int burst, int mostAtOnce, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _filledAt = time.GetTimestamp();
    private int _underWay;

    /// <summary>Whether it is as if nobody had ever come.</summary>
    public bool IsUnused
    {
        get
        {
            lock (_lock)
            {
                Fill();
                return _underWay == 0 && _tokens >= burst;
            }
        }
    }

    /// <summary>After true, call <see cref="End"/> once.</summary>
    public bool TryBegin()
    {
        lock (_lock)
        {
            Fill();
            if (_tokens < 1 || _underWay >= mostAtOnce) return false;
            _tokens--;
            _underWay++;
            return true;
        }
    }

    public void End()
    {
        lock (_lock) _underWay--;
    }

    private void Fill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + ((double)(now - _filledAt) / time.TimestampFrequency * perSecond));
        _filledAt = now;
    }
}
