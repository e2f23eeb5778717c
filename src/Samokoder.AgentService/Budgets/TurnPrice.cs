using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.Tokens;
using Samokoder.Data.Budgets;
using Samokoder.Data.Models;

namespace Samokoder.AgentService.Budgets;

/// <summary>What one turn can cost at most, before it is made.</summary>
/// <param name="PromptUsd">For what the model will read.</param>
/// <param name="MaxOutputTokens">The longest answer that is paid for.</param>
internal sealed record TurnPrice(ChatModel Model, decimal PromptUsd, int MaxOutputTokens)
{
    /// <summary>Room for what an estimate of the prompt may miss, and for providers that charge more for what they store in their cache.</summary>
    private const double Margin = 1.3;

    public static TurnPrice Of(
        ChatModel model, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, TokenCounter counter, BudgetOptions options)
    {
        var prompt = (long)Math.Ceiling(counter.Count(messages, [.. chatOptions.Tools ?? []]) * Margin);
        var most = ModelCatalogue.Find($"{model.Provider}/{model.Name}")?.OutputTokens ?? options.MaxOutputTokens;
        return new TurnPrice(
            model, model.DearestCostOf(prompt, 0), Math.Min(Math.Min(most, chatOptions.MaxOutputTokens ?? int.MaxValue), options.MaxOutputTokens));
    }

    public BudgetRequest Ask(Guid id, BudgetOptions options) =>
        new(id, CostWith(Math.Min(options.MinOutputTokens, MaxOutputTokens)), CostWith(MaxOutputTokens));

    /// <summary>The longest answer that this amount pays for, in tokens.</summary>
    public int OutputTokensFor(decimal usd)
    {
        var perToken = Model.DearestCostOf(0, 1);
        return perToken <= 0 ? MaxOutputTokens : (int)Math.Clamp(Math.Floor((usd - PromptUsd) / perToken), 1, MaxOutputTokens);
    }

    private decimal CostWith(int outputTokens) => Rounded(PromptUsd + Model.DearestCostOf(0, outputTokens));

    /// <summary>Up, to the eight digits that are stored.</summary>
    private static decimal Rounded(decimal usd) => Math.Ceiling(usd * 100_000_000) / 100_000_000;
}
