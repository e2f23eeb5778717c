using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Samokoder.AgentService.Llm;

/// <summary>Counts calls, tokens and failures of models. Names and tags follow OpenTelemetry's conventions for generative AI.</summary>
internal sealed class LlmMetrics
{
    private readonly Counter<long> _requests;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _duration;

    public LlmMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Samokoder.Llm");
        _requests = meter.CreateCounter<long>("samokoder_llm_requests");
        _tokens = meter.CreateCounter<long>("samokoder_llm_tokens");
        _errors = meter.CreateCounter<long>("samokoder_llm_errors");
        _duration = meter.CreateHistogram<double>("samokoder_llm_request_duration", "s");
    }

    public static ActivitySource Source { get; } = new("Samokoder.Llm");

    public void Succeeded(ChatModel model, TurnUsage usage, TimeSpan duration, Activity? activity)
    {
        var tags = TagsOf(model);
        _requests.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
        _tokens.Add(usage.InputTokens, [.. tags, new("gen_ai.token.type", "input")]);
        _tokens.Add(usage.OutputTokens, [.. tags, new("gen_ai.token.type", "output")]);
        activity?.SetTag("gen_ai.operation.name", "chat").SetTag("gen_ai.provider.name", model.Provider)
            .SetTag("gen_ai.request.model", model.Name).SetTag("gen_ai.usage.input_tokens", usage.InputTokens)
            .SetTag("gen_ai.usage.output_tokens", usage.OutputTokens);
    }

    public void Failed(ChatModel model, string code)
    {
        _requests.Add(1, TagsOf(model));
        _errors.Add(1, [.. TagsOf(model), new("error.type", code)]);
    }

    private static KeyValuePair<string, object?>[] TagsOf(ChatModel model) =>
        [new("gen_ai.provider.name", model.Provider), new("gen_ai.request.model", model.Name)];
}
