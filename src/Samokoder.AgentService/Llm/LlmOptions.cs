using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Llm;

/// <summary>Section <c>Llm</c>.</summary>
internal sealed class LlmOptions
{
    public const string Section = "Llm";

    /// <summary>Calls of one turn, the first one included.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>Before the second attempt; doubled for each further one, with jitter, at most <see cref="MaxRetryDelay"/>.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A provider that asks to wait longer than this is not waited for.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A stream that has begun and sends nothing for so long is taken for dead.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a model may take until its first token. Longer than the gaps after it: models that think first are silent so long.</summary>
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The context that Ollama is asked to hold, in tokens: its own default forgets the beginning of nearly every run. More needs more memory there.</summary>
    [Range(2_048, 2_000_000)]
    public int OllamaContextTokens { get; set; } = 32_768;
}
