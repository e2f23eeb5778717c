using Samokoder.AgentService.Context;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Runs.State;

namespace Samokoder.AgentService.Runs;

/// <summary>
/// The model that a run works with. When it fails for a reason that another model does not have, the next one of the user's list takes over: the
/// journal keeps that, the user is told, and the run stays with it, also on another worker.
/// </summary>
internal sealed class RunModels(RunSession session, ChatModels models, RunContexts contexts)
{
    private WorkingModel? _current;

    /// <summary>Finds the model before anything is done, so that a run without one ends at once.</summary>
    /// <exception cref="LlmException">There is none.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => TryAsync(_ => Task.FromResult(true), cancellationToken);

    /// <summary>The answer, and who gave it.</summary>
    /// <exception cref="LlmException">No model could; the failure is that of the last one that was called.</exception>
    public async Task<(WorkingModel Model, T Answer)> TryAsync<T>(Func<WorkingModel, Task<T>> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _current ??= await WithContextAsync(await models.CreateAsync(session.Run.UserId, CurrentId, cancellationToken), cancellationToken);
                return (_current, await ask(_current));
            }
            catch (LlmException exception) when (exception.Failure.OtherModelMayHelp)
            {
                if (!await TakeOverAsync(exception.Failure, cancellationToken)) throw;
            }
        }
    }

    private string CurrentId => session.State.Model ?? session.Run.Model;

    /// <summary>False when no model is left that this run has not tried.</summary>
    private async Task<bool> TakeOverAsync(LlmFailure failure, CancellationToken cancellationToken)
    {
        var listed = await models.FallbacksOfAsync(session.Run.UserId, cancellationToken);
        foreach (var id in listed.Where(id => id != CurrentId && !session.State.FailedModels.Contains(id)))
        {
            if (await FindAsync(id, cancellationToken) is not { } next) continue;
            var stored = new StoredModel(CurrentId, id, failure.Code);
            await session.TakeOverAsync(stored, FallbackTexts.ForUser(stored, session.Run.Prompt), cancellationToken);
            _current = await WithContextAsync(next, cancellationToken);
            return true;
        }
        return false;
    }

    /// <summary>Another model has another window, and may not see.</summary>
    private async Task<WorkingModel> WithContextAsync(ChatModel model, CancellationToken cancellationToken) =>
        new(model, await contexts.OpenAsync(session, model, cancellationToken));

    /// <summary>Null for one that the user has no key for any more.</summary>
    private async Task<ChatModel?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return await models.CreateAsync(session.Run.UserId, id, cancellationToken);
        }
        catch (LlmException)
        {
            return null;
        }
    }
}

/// <summary>A model with what of the run fits into it.</summary>
internal sealed record WorkingModel(ChatModel Model, RunContext Context);
