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

    /// <summary>A stream that sends nothing for so long is taken for dead.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
