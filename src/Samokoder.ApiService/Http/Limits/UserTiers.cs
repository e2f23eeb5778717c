using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Samokoder.Data;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>
/// The tier of a user for rate limits, remembered in this process, so that a request costs no query. A new tier counts here after up to
/// <see cref="Remembered"/>; quotas read the truth.
/// </summary>
internal sealed class UserTiers(IDbContextFactory<SamokoderDbContext> contexts) : IDisposable
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private readonly MemoryCache _tiers = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    public ValueTask<string> FindAsync(Guid userId, CancellationToken cancellationToken) =>
        _tiers.TryGetValue(userId, out string? tier) ? ValueTask.FromResult(tier!) : AskAsync(userId, cancellationToken);

    public void Dispose() => _tiers.Dispose();

    private async ValueTask<string> AskAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var tier = await db.Users.Where(u => u.Id == userId).Select(u => u.Tier).SingleOrDefaultAsync(cancellationToken) ?? "free";
        return _tiers.Set(userId, tier, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Remembered });
    }
}
