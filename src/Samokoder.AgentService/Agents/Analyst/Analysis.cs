using System.Text.Json.Serialization;

namespace Samokoder.AgentService.Agents.Analyst;

internal enum RequestSize
{
    /// <summary>One sitting of the coder; no plan.</summary>
    Small,

    /// <summary>Planned, and done task by task.</summary>
    Large,
}

/// <summary>What the analyst hands over.</summary>
/// <param name="Summary">The request in a sentence or two.</param>
/// <param name="Requirements">Everything that was asked for, one wish each, in the user's words where they matter.</param>
internal sealed record Analysis(RequestSize Size, string Summary, [property: JsonRequired] IReadOnlyList<string> Requirements);
