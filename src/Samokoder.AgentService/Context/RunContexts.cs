using Microsoft.Extensions.Options;
using Samokoder.AgentService.Attachments;
using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Runs;

namespace Samokoder.AgentService.Context;

/// <summary>Opens the context of a run for the model that it uses.</summary>
internal sealed class RunContexts(PromptAttachments attachments, Screenshots screenshots, IOptions<ContextOptions> options)
{
    public async Task<RunContext> OpenAsync(RunSession session, ChatModel model, CancellationToken cancellationToken)
    {
        if (model.Provider == "demo") return new RunContext(session, model.Id, null, [], null);
        var limit = ContextLimit.Of(model.ContextTokens ?? options.Value.DefaultWindowTokens, model.Info?.OutputTokens ?? options.Value.AnswerTokens);
        var sees = model.Info is null ? options.Value.UnknownModelsSeeImages : model.SeesImages;
        var files = await attachments.ReadAsync(session.Run.Lease.RunId, sees, cancellationToken);
        return new RunContext(session, model.Id, limit, files, sees ? new Pictures(screenshots, session.Run.ProjectId) : null);
    }
}
