using Microsoft.Extensions.Options;
using Samokoder.AgentService.Attachments;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Runs;
using Samokoder.Data.Models;

namespace Samokoder.AgentService.Context;

/// <summary>Opens the context of a run for the model that it uses.</summary>
internal sealed class RunContexts(PromptAttachments attachments, IOptions<ContextOptions> options)
{
    public async Task<RunContext> OpenAsync(RunSession session, ChatModel model, CancellationToken cancellationToken)
    {
        if (model.Provider == "demo") return new RunContext(session, null, []);
        var info = ModelCatalogue.Find($"{model.Provider}/{model.Name}");
        var limit = ContextLimit.Of(info?.ContextTokens ?? options.Value.DefaultWindowTokens, info?.OutputTokens ?? options.Value.AnswerTokens);
        var sees = info?.Abilities.Vision ?? options.Value.UnknownModelsSeeImages;
        return new RunContext(session, limit, await attachments.ReadAsync(session.Run.Lease.RunId, sees, cancellationToken));
    }
}
