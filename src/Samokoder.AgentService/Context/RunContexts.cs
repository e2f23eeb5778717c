using Microsoft.Extensions.Options;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Runs;
using Samokoder.Data.Models;

namespace Samokoder.AgentService.Context;

/// <summary>Opens the context of a run for the model that it uses.</summary>
internal sealed class RunContexts(IOptions<ContextOptions> options)
{
    public RunContext Open(RunSession session, ChatModel model)
    {
        if (model.Provider == "demo") return new RunContext(session, null);
        var info = ModelCatalogue.Find($"{model.Provider}/{model.Name}");
        return new RunContext(session, ContextLimit.Of(info?.ContextTokens ?? options.Value.DefaultWindowTokens, info?.OutputTokens ?? options.Value.AnswerTokens));
    }
}
