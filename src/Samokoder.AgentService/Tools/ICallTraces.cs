using System.Text.Json;

namespace Samokoder.AgentService.Tools;

/// <summary>For objects with tools whose effect is <see cref="ToolEffect.Traced"/>.</summary>
internal interface ICallTraces
{
    /// <summary>What of the present state will tell later whether the call had its effect. As JSON; null when it cannot have one.</summary>
    Task<string?> TraceAsync(string tool, JsonElement arguments, CancellationToken cancellationToken);

    /// <summary>What became of a call that was interrupted.</summary>
    Task<Recovered> RecoverAsync(string tool, JsonElement arguments, string? trace, CancellationToken cancellationToken);
}

internal enum CallFate
{
    /// <summary>It had no effect: run it.</summary>
    NotDone,

    /// <summary>It had its effect: <see cref="Recovered.Result"/> is what it would have answered.</summary>
    Done,

    /// <summary>Somebody changed the same thing since. The model has to look.</summary>
    Unknown,
}

/// <param name="Result">Set when it was done.</param>
internal sealed record Recovered(CallFate Fate, ToolResult? Result = null);
