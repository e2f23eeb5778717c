using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Llm.Failures;

namespace Samokoder.AgentService.Llm;

/// <summary>
/// Makes one turn with a model. A failure that may pass is tried again with growing pauses; a stream that was cut or fell silent starts
/// the turn from its beginning, so that half an answer is never acted on.
/// </summary>
internal sealed partial class ModelTurns(IOptions<LlmOptions> options, TimeProvider time, LlmMetrics metrics, ILogger<ModelTurns> logger)
{
    private readonly LlmOptions _options = options.Value;

    /// <exception cref="LlmException">No attempt worked; the failure is the last one's.</exception>
    public async Task<ModelTurn> RunAsync(
        ChatModel model, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, ITurnObserver observer, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await AttemptAsync(model, messages, chatOptions, observer, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                var failure = LlmFailures.Classify(exception, model.Title);
                metrics.Failed(model, failure.Code);
                var delay = Delay(failure, attempt);
                if (!failure.Retryable || attempt == _options.MaxAttempts || failure.RetryAfter > _options.MaxRetryDelay)
                    throw new LlmException(failure);
                Retrying(model.Provider, model.Name, failure.Code, exception.GetType().Name, attempt, delay);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    private async Task<ModelTurn> AttemptAsync(
        ChatModel model, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, ITurnObserver observer, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = LlmMetrics.Source.StartActivity($"chat {model.Name}", ActivityKind.Client);
        var turn = new TurnBuilder(model, messages, chatOptions, Guid.CreateVersion7(time.GetUtcNow()));
        await foreach (var update in StreamAsync(model, messages, chatOptions, cancellationToken))
        {
            foreach (var content in update.Contents)
            {
                turn.Add(content);
                if (content is TextContent { Text.Length: > 0 } text) await observer.TextAsync(turn.MessageId, text.Text, cancellationToken);
                if (content is ToolCallDeltaContent delta) await observer.ToolCallAsync(delta, cancellationToken);
            }
            turn.FinishReason ??= update.FinishReason;
        }

        var complete = turn.Build();
        metrics.Succeeded(model, complete.Usage, time.GetElapsedTime(started), activity);
        return complete;
    }

    /// <summary>The model's stream; one that is silent for too long ends in a <see cref="TimeoutException"/>.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        ChatModel model, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_options.FirstTokenTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        var updates = model.Client.GetStreamingResponseAsync(messages, chatOptions, either.Token).GetAsyncEnumerator(either.Token);
        await using var _ = updates;
        var begun = false;
        while (await MoveNextAsync(updates, silence, cancellationToken))
        {
            begun |= updates.Current.Contents.Any(c => c is not TextContent { Text: "" });
            silence.CancelAfter(begun ? _options.StallTimeout : _options.FirstTokenTimeout);
            yield return updates.Current;
        }
    }

    private static async ValueTask<bool> MoveNextAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception exception) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The model's stream fell silent.", exception);
        }
    }

    /// <summary>Never sooner than the provider asked, and never at the same moment as all the others whom it asked too.</summary>
    private TimeSpan Delay(LlmFailure failure, int attempt)
    {
        if (failure.RetryAfter is { } asked) return asked * (1 + Random.Shared.NextDouble() / 10);
        var jittered = _options.RetryDelay * Math.Pow(2, attempt - 1) * (0.75 + Random.Shared.NextDouble() / 2);
        return jittered < _options.MaxRetryDelay ? jittered : _options.MaxRetryDelay;
    }

    [LoggerMessage(LogLevel.Warning, "{Provider}/{Model}: {Code} ({Exception}) in attempt {Attempt}; trying again in {Delay}")]
    private partial void Retrying(string provider, string model, string code, string exception, int attempt, TimeSpan delay);
}
