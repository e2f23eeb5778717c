using System.Collections.Concurrent;
using Samokoder.Contracts.Previews;
using Samokoder.PreviewGateway.Routing;
using Samokoder.PreviewGateway.Telemetry;

namespace Samokoder.PreviewGateway.Waking;

/// <summary>Asks AgentService to start previews, once per preview however many visitors wait. A start outlives the request that caused it.</summary>
internal sealed class PreviewWaker(
    Func<AgentClient> agents, PreviewRoutes routes, PreviewMetrics metrics, TimeProvider time, IHostApplicationLifetime lifetime)
{
    /// <summary>For so long the answer to a start stands; then the next visit asks again.</summary>
    private static readonly TimeSpan AnswerStands = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Wake> _wakes = new(StringComparer.Ordinal);

    /// <summary>The start that is under way or was answered a moment ago, otherwise a new one.</summary>
    /// <param name="evenIfAnswered">Asks again although an answer still stands: a person wants another try, or the app is gone again.</param>
    public Task<AgentAnswer> WakeAsync(string previewId, string? owner, bool evenIfAnswered = false)
    {
        var known = _wakes.TryGetValue(previewId, out var wake) ? wake : null;
        if (known is not null && (!known.IsAnswered || (!evenIfAnswered && known.Stands(time)))) return known.Task;

        var fresh = new Wake();
        var won = known is null ? _wakes.TryAdd(previewId, fresh) : _wakes.TryUpdate(previewId, fresh, known);
        if (!won) return WakeAsync(previewId, owner);
        return fresh.Run(() => AskAsync(previewId, owner), time);
    }

    public bool IsWaking(string previewId) => _wakes.TryGetValue(previewId, out var wake) && !wake.IsAnswered;

    private async Task<AgentAnswer> AskAsync(string previewId, string? owner)
    {
        var answer = await agents().StartAsync(previewId, owner, lifetime.ApplicationStopping);
        if (answer is AgentAnswer.Unavailable && owner is not null)
            answer = await agents().StartAsync(previewId, owner: null, lifetime.ApplicationStopping); // its owner may be dead
        metrics.Count(OutcomeOf(answer));
        routes.Invalidate(previewId);
        return answer;
    }

    private static WakeOutcome OutcomeOf(AgentAnswer answer) => answer switch
    {
        AgentAnswer.State { Value.Status: PreviewStatus.Failed } => WakeOutcome.Failed,
        AgentAnswer.State => WakeOutcome.Accepted,
        AgentAnswer.Unknown => WakeOutcome.Unknown,
        _ => WakeOutcome.Unavailable,
    };

    private sealed class Wake
    {
        private readonly TaskCompletionSource<AgentAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _answeredAt;

        public Task<AgentAnswer> Task => _answer.Task;

        public bool IsAnswered => _answer.Task.IsCompleted;

        public bool Stands(TimeProvider time) => time.GetElapsedTime(Volatile.Read(ref _answeredAt)) < AnswerStands;

        public async Task<AgentAnswer> Run(Func<Task<AgentAnswer>> ask, TimeProvider time)
        {
            try
            {
                var answer = await ask();
                Volatile.Write(ref _answeredAt, time.GetTimestamp());
                _answer.SetResult(answer);
            }
            catch (Exception exception)
            {
                // Whatever it is, it must reach those who wait and must not block the preview for ever.
                Volatile.Write(ref _answeredAt, time.GetTimestamp());
                _answer.SetException(exception);
            }

            return await _answer.Task;
        }
    }
}
