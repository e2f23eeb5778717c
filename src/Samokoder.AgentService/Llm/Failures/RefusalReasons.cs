namespace Samokoder.AgentService.Llm.Failures;

/// <summary>
/// Tells what an error of a provider means, from its status and the words that OpenAI, Anthropic, Groq, OpenRouter, Ollama and the servers
/// that imitate them use. The status decides where it can; words decide where providers put different things under one status.
/// </summary>
internal static class RefusalReasons
{
    private static readonly string[] Quota = ["insufficient_quota", "credit balance", "billing", "insufficient credits", "out of credits"];

    private static readonly string[] TooLong =
    [
        "context_length", "context length", "maximum context", "context window", "prompt is too long", "too many tokens", "input is too long",
        "exceeds the limit of", "request_too_large", "request too large", "reduce the length",
    ];

    private static readonly string[] Content = ["content_policy", "content_filter", "content policy", "moderation", "safety system"];

    private static readonly string[] NoModel = ["model_not_found", "model_decommissioned", "does not exist", "not a valid model", "no endpoints found"];

    private static readonly string[] NoTools = ["does not support tools", "tool use is not supported", "support tool use", "tools is not supported", "tool-call-parser"];

    /// <param name="status">Of HTTP; 4xx, 5xx or a redirect.</param>
    /// <param name="body">As much of it as was read.</param>
    public static RefusalReason Of(int status, string body) => status switch
    {
        401 => RefusalReason.BadKey,
        402 => RefusalReason.Quota,
        403 => Mentions(body, Content) ? RefusalReason.Content : RefusalReason.BadKey,
        413 => RefusalReason.ContextTooLong,
        429 => Mentions(body, Quota) ? RefusalReason.Quota : RefusalReason.RateLimited,
        400 or 404 or 422 => OfWords(status, body),
        408 or >= 500 => Mentions(body, NoTools) ? RefusalReason.ToolsUnsupported : RefusalReason.Overloaded,
        _ => RefusalReason.Unexpected,
    };

    /// <summary>An error that came inside a stream, by the type that its JSON names.</summary>
    public static RefusalReason OfStream(string error) =>
        Mentions(error, ["overloaded", "api_error", "timeout_error"]) ? RefusalReason.Overloaded
        : Mentions(error, ["rate_limit"]) ? RefusalReason.RateLimited
        : Mentions(error, ["authentication_error", "permission_error"]) ? RefusalReason.BadKey
        : Mentions(error, ["billing_error"]) ? RefusalReason.Quota
        : OfWords(400, error);

    private static RefusalReason OfWords(int status, string body)
    {
        if (Mentions(body, NoTools)) return RefusalReason.ToolsUnsupported;
        if (Mentions(body, TooLong)) return RefusalReason.ContextTooLong;
        if (Mentions(body, Quota)) return RefusalReason.Quota;
        if (Mentions(body, Content)) return RefusalReason.Content;
        if (status == 404 || Mentions(body, NoModel)) return RefusalReason.ModelNotFound;
        return RefusalReason.Unexpected;
    }

    private static bool Mentions(string body, string[] words) => words.Any(word => body.Contains(word, StringComparison.OrdinalIgnoreCase));
}
