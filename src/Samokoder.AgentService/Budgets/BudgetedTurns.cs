using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.Tokens;
using Samokoder.AgentService.Runs;
using Samokoder.Data.Budgets;
using Samokoder.Data.Runs;

namespace Samokoder.AgentService.Budgets;

/// <summary>
/// Makes turns that are paid for: the most that a turn can cost is held in the ledger before the call, and its answer is kept as short as
/// what is held. The turn carries the reservation's id, under which the journal stores its usage and so settles it. Models without a
/// price (the demo model, local servers) are never held up.
/// </summary>
internal sealed class BudgetedTurns(ModelTurns turns, BudgetLedger ledger, IOptions<BudgetOptions> options, TimeProvider time)
{
    private readonly BudgetOptions _options = options.Value;

    /// <param name="counter">The run's own counter, which knows what the provider measured; without it the prompt is estimated anew.</param>
    /// <exception cref="RunFailedException">A limit leaves no room for the turn; the sentence says which and what to do.</exception>
    /// <exception cref="LlmException">No attempt worked; nothing is held any more.</exception>
    public async Task<ModelTurn> RunAsync(
        RunLease lease, ChatModel model, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, ITurnObserver observer,
        CancellationToken cancellationToken, TokenCounter? counter = null)
    {
        var price = TurnPrice.Of(model, messages, chatOptions, counter ?? new TokenCounter(), _options);
        var request = price.Ask(Guid.CreateVersion7(time.GetUtcNow()), _options);
        if (request.WantedUsd <= 0) return await turns.RunAsync(model, messages, chatOptions, observer, cancellationToken);

        var held = await ReserveAsync(lease, request, cancellationToken);
        try
        {
            var turn = await turns.RunAsync(model, messages, Bounded(chatOptions, price, held), observer, cancellationToken);
            return turn with { UsageId = request.Id };
        }
        catch (Exception)
        {
            await ReleaseAsync(request.Id);
            throw;
        }
    }

    /// <summary>Waits while the limits have room and only other calls hold it.</summary>
    private async Task<BudgetAnswer> ReserveAsync(RunLease lease, BudgetRequest request, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (true)
        {
            var answer = await ledger.ReserveAsync(lease, request, cancellationToken);
            if (answer.Refusal is not { } refusal) return answer;
            if (!refusal.OthersHoldIt || time.GetElapsedTime(since) >= _options.Patience)
                throw new RunFailedException(BudgetTexts.Explain(refusal));
            await Task.Delay(_options.LookInterval, time, cancellationToken);
        }
    }

    private static ChatOptions Bounded(ChatOptions chatOptions, TurnPrice price, BudgetAnswer held)
    {
        if (!held.IsCapped) return chatOptions;
        var bounded = chatOptions.Clone();
        bounded.MaxOutputTokens = price.OutputTokensFor(held.GrantedUsd!.Value);
        return bounded;
    }

    private async Task ReleaseAsync(Guid reservation)
    {
        try
        {
            await ledger.ReleaseAsync(reservation, CancellationToken.None);
        }
        catch (NpgsqlException)
        {
            // Postgres is away. What is held counts until this run ends or another worker has it, and is removed then.
        }
    }
}
