namespace Samokoder.AgentService.Llm.Failures;

/// <summary>What a provider's error answer means.</summary>
internal enum RefusalReason
{
    BadKey,
    Quota,
    RateLimited,
    ModelNotFound,
    ContextTooLong,
    Content,

    /// <summary>The model cannot take tools; it may still be told of them in words.</summary>
    ToolsUnsupported,
    Overloaded,

    /// <summary>Something that a right provider would not answer.</summary>
    Unexpected,
}
