using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Runs.Guards;

/// <summary>Section <c>Runs:Guards</c>: when a run goes in circles.</summary>
internal sealed class GuardOptions
{
    public const string Section = "Runs:Guards";

    /// <summary>From this many on, the model is told of the same call with the same result, and of the same failure.</summary>
    [Range(2, 100)]
    public int Repeats { get; set; } = 3;

    /// <summary>How often the model is told before the user is asked.</summary>
    [Range(1, 100)]
    public int Warnings { get; set; } = 2;

    /// <summary>Turns without a changed file or anything new to read after which the model is told; after as many again the user is asked.</summary>
    [Range(2, 1000)]
    public int IdleTurns { get; set; } = 8;
}
