using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;
using Samokoder.Data;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Runs;

/// <summary>Stores the wish to stop, then says so to whoever works on the run.</summary>
internal sealed class CancelRunHandler(
    SamokoderDbContext db, RunQueue queue, RunCancellations cancellations, RunWakeups wakeups, RunEventBus events, TimeProvider time)
{
    public async Task<Results<Accepted, StateConflict, Missing>> HandleAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (!await db.OwnsRunAsync(caller, id, cancellationToken))
            return Missing.Run;
        if (await queue.RequestCancelAsync(id, cancellationToken) is not { } asked)
            return new StateConflict(ErrorCodes.RunNotActive, "This run has ended already; there is nothing to stop.");
        if (asked.WorkerMustStop)
            await cancellations.SignalAsync(id);
        else
            await TellCancelledAsync(id, asked.EventId);
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>It ended here and now: watchers hear it from us, and the project's next run may begin.</summary>
    private async Task TellCancelledAsync(Guid id, long eventId)
    {
        await events.PublishAsync(RunEvent.Create(id, new RunStatusChanged(RunStatus.Cancelled), time.GetUtcNow(), eventId));
        await wakeups.WakeAsync(id);
    }
}
