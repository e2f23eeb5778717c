using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Access tokens whose signature and claims were found good, until they expire: a token cannot become false, only be ended, and that is asked with
/// every request (<see cref="SessionEnds"/>).
/// </summary>
internal sealed class CheckedTokens(TimeProvider time) : IDisposable
{
    private readonly MemoryCache _tokens = new(new MemoryCacheOptions { SizeLimit = 5_000 });

    public (ClaimsPrincipal Principal, Caller Caller)? Find(string token) =>
        _tokens.TryGetValue(token, out Entry? known) && known!.Caller.TokenExpiresAt > time.GetUtcNow() ? (known.Principal, known.Caller) : null;

    public void Keep(string token, ClaimsPrincipal principal, Caller caller) =>
        _tokens.Set(token, new Entry(principal, caller), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = caller.TokenExpiresAt });

    public void Dispose() => _tokens.Dispose();

    private sealed record Entry(ClaimsPrincipal Principal, Caller Caller);
}
