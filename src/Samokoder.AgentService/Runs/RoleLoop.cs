using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Budgets;
using Samokoder.AgentService.Context;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Runs.Live;
using Samokoder.AgentService.Runs.State;
using Samokoder.AgentService.Tools;
using Samokoder.Contracts;
using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

internal enum RoleOutcome
{
    /// <summary>The role has done its part, or given it up; the conversation says which.</summary>
    Ended,

    /// <summary>A question waits for the user; leave the run.</summary>
    Parked,
}

/// <summary>
/// The loop of every role: a turn of the model, the calls that it asks for, and so on until the conversation ends. It begins wherever the
/// journal ends.
/// </summary>
internal sealed class RoleLoop(RunSession session, RunModels models, BudgetedTurns turns, ToolCalls calls, LiveEvents live, IOptions<RunOptions> options)
{
    /// <summary>How often in a row an answer that was cut at the output limit is gone on with.</summary>
    private const int MaxCuts = 3;

    public async Task<RoleOutcome> RunAsync(Conversation conversation, ToolSet tools, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await calls.ExecuteAsync(conversation, tools, cancellationToken) == CallsOutcome.Parked) return RoleOutcome.Parked;
            if (conversation.Ended) return RoleOutcome.Ended;
            if (conversation.NeedsCorrection) await CorrectAsync(conversation, cancellationToken);
            if (conversation.WasCut) await GoOnAsync(conversation, cancellationToken);
            await TurnAsync(conversation, tools, cancellationToken);
        }
    }

    private async Task TurnAsync(Conversation conversation, ToolSet tools, CancellationToken cancellationToken)
    {
        if (session.State.Turns >= options.Value.MaxTurns)
            throw new RunFailedException(new RunError(ErrorCodes.RunStepLimit, string.Create(
                CultureInfo.InvariantCulture, $"The agents used all {options.Value.MaxTurns} steps of a run. What is built is kept; ask for the rest in a smaller step.")));
        var role = conversation.Role;
        var observer = live.Of(RunSession.IsHeard(role), session.State.CallId);
        var chatOptions = OptionsOf(conversation, tools);
        var (current, turn) = await models.TryAsync(
            m => m.Context.TurnAsync(
                conversation, [.. chatOptions.Tools!], messages => AskAsync(m, messages, chatOptions, observer, cancellationToken), cancellationToken),
            cancellationToken);
        await session.CompleteTurnAsync(role, current.Model, turn, current.Context.TokenScale, cancellationToken);
    }

    private async Task<ModelTurn> AskAsync(
        WorkingModel model, IReadOnlyList<ChatMessage> messages, ChatOptions chatOptions, ITurnObserver observer, CancellationToken cancellationToken)
    {
        await session.SettleAsync();
        return await turns.RunAsync(session.Run.Lease, model.Model, messages, chatOptions, observer, cancellationToken, model.Context.Counter);
    }

    /// <summary>A role that has something to hand over must call a tool, and in its last turn that one.</summary>
    private static ChatOptions OptionsOf(Conversation conversation, ToolSet tools)
    {
        if (conversation.Traits is not { Submit: { } submit } traits) return new ChatOptions { Tools = tools.ForModel(), AllowMultipleToolCalls = true };
        var offered = conversation.Turns == traits.MaxTurns - 1 ? tools.ForModel(submit) : tools.ForModel();
        return new ChatOptions { Tools = offered, ToolMode = offered.Count == 1 ? ChatToolMode.RequireSpecific(submit) : ChatToolMode.RequireAny };
    }

    private Task GoOnAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.Cuts > MaxCuts)
            throw new RunFailedException(new RunError(ErrorCodes.RunStuck, string.Create(
                CultureInfo.InvariantCulture, $"The model's answer was cut at its length limit {conversation.Cuts} times in a row. What is built is kept; choose a model that can write longer answers, or ask for less at once.")));
        return session.NoteAsync(new StoredNote(conversation.Key, conversation.Role, NoteKind.Cut, CutText.OfAnswer), new(), cancellationToken);
    }

    private Task CorrectAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var text = $"This was an answer in words. Nobody reads it: call the tool {conversation.Traits.Submit} now.";
        return session.NoteAsync(new StoredNote(conversation.Key, conversation.Role, NoteKind.Correction, text), new(), cancellationToken);
    }
}
