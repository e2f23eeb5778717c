using Samokoder.Contracts.Runs;
using Samokoder.Data.Runs;
using Samokoder.Messaging.Runs;

namespace Samokoder.ApiService.Features.Runs;

/// <summary>Stores the wish to stop a run, then says so to whoever works on it.</summary>
internal sealed class RunStop(RunQueue queue, RunCancellations cancellations, RunWakeups wakeups, RunEventBus events, TimeProvider time)
{
    /// <summary>False when the run has ended already.</summary>
    public async Task<bool> TryStopAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await queue.RequestCancelAsync(id, cancellationToken) is not { } asked)
            return false;
        if (asked.WorkerMustStop)
            await cancellations.SignalAsync(id);
        else
            await TellCancelledAsync(id, asked.EventId);
        return true;
    }

    /// <summary>It ended here and now: watchers hear it from us, and the project's next run may begin.</summary>
    private async Task TellCancelledAsync(Guid id, long eventId)
    {
        await events.PublishAsync(RunEvent.Create(id, new RunStatusChanged(RunStatus.Cancelled), time.GetUtcNow(), eventId));
        await wakeups.WakeAsync(id);
    }
}
