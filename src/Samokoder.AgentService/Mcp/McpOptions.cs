using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Mcp;

/// <summary>Section <c>Mcp</c>.</summary>
internal sealed class McpOptions
{
    public const string Section = "Mcp";

    /// <summary>From the start of a server's process until it has told its tools; a server that is fetched from a registry needs most of it.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one call of a tool may take.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Tools of one server that are offered to models; the first ones.</summary>
    [Range(1, 500)]
    public int MaxTools { get; set; } = 60;

    /// <summary>Characters of a result that a model reads.</summary>
    [Range(500, 100_000)]
    public int MaxResultChars { get; set; } = 16_000;

    /// <summary>MiB that a server may write in one run; more is taken for a flood.</summary>
    [Range(1, 1024)]
    public int MaxOutputMb { get; set; } = 64;
}
