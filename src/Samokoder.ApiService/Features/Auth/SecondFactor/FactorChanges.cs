using Samokoder.Data;

namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>What follows when a second factor begins or ceases to count: the other sign-ins of the person were made without what counts now, so they end.</summary>
internal sealed class FactorChanges(SessionEnds ends, SecurityLog log, SamokoderDbContext db)
{
    public async Task BeganAsync(Caller caller, CancellationToken cancellationToken)
    {
        await EndOthersAsync(caller, "set up", cancellationToken);
        await ends.AnnounceSecondFactorAsync(caller);
    }

    public Task CeasedAsync(Caller caller, CancellationToken cancellationToken) => EndOthersAsync(caller, "removed", cancellationToken);

    private async Task EndOthersAsync(Caller caller, string change, CancellationToken cancellationToken)
    {
        log.SecondFactor(change, caller.UserId);
        await ends.AnnounceAsync(await ends.EndAllAsync(db, caller.UserId, except: caller.SessionId, cancellationToken));
    }
}
