using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Runs;

internal sealed class CancelRunHandler(SamokoderDbContext db, RunStop stop)
{
    public async Task<Results<Accepted, StateConflict, Missing>> HandleAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (!await db.OwnsRunAsync(caller, id, cancellationToken))
            return Missing.Run;
        return await stop.TryStopAsync(id, cancellationToken)
            ? TypedResults.Accepted((string?)null)
            : new StateConflict(ErrorCodes.RunNotActive, "This run has ended already; there is nothing to stop.");
    }
}
