using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Runs;

/// <summary>Section <c>Runs</c>.</summary>
internal sealed class RunOptions
{
    public const string Section = "Runs";

    /// <summary>How many runs this replica works on at once.</summary>
    [Range(1, 1000)]
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>How often the queue is looked at when nothing wakes the worker.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Model turns of one run; beyond it the run fails.</summary>
    [Range(1, 10_000)]
    public int MaxTurns { get; set; } = 200;

    /// <summary>How often a run may take its worker down with it before it is given up.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = 20;

    /// <summary>Whether requests are analysed and planned.</summary>
    public RoutingMode Routing { get; set; } = RoutingMode.Auto;

    /// <summary>How often the agents may try to repair what the verification of a task found.</summary>
    [Range(0, 20)]
    public int MaxRepairs { get; set; } = 3;
}
