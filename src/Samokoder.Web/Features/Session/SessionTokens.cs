using System.Collections.Concurrent;

namespace Samokoder.Web.Features.Session;

/// <summary>The newest access token of every session that this process has seen. Holds memory only for sessions that are alive.</summary>
public sealed class SessionTokens(TimeProvider time)
{
    private const int SweepEvery = 256;

    private readonly ConcurrentDictionary<string, AccessToken> _newest = new(StringComparer.Ordinal);
    private int _kept;

    public int Count => _newest.Count;

    /// <summary>Keeps the token unless one that lives longer is known already: answers may arrive out of order.</summary>
    public void Keep(AccessToken token)
    {
        _newest.AddOrUpdate(token.SessionId, token, (_, known) => known.ExpiresAt > token.ExpiresAt ? known : token);
        if (Interlocked.Increment(ref _kept) % SweepEvery == 0)
            Sweep();
    }

    /// <summary>Null when the session ended, or was never seen, or its token is over.</summary>
    public AccessToken? Find(string sessionId) =>
        _newest.TryGetValue(sessionId, out var token) && token.ExpiresAt > time.GetUtcNow() ? token : null;

    public void Forget(string sessionId) => _newest.TryRemove(sessionId, out _);

    private void Sweep()
    {
        var now = time.GetUtcNow();
        foreach (var entry in _newest)
        {
            if (entry.Value.ExpiresAt <= now)
                _newest.TryRemove(entry);
        }
    }
}
