namespace Samokoder.Data.Mcp;

/// <summary>A server of the Model Context Protocol that a project's agents may use.</summary>
public sealed class McpServer
{
    public Guid ProjectId { get; init; }

    public required string Name { get; init; }

    public required string Command { get; set; }

    public required string[] Arguments { get; set; }

    /// <summary>In alphabetical order.</summary>
    public required string[] SecretNames { get; set; }

    /// <summary>Encrypted JSON of names and values; see <see cref="McpSecretProtector"/>.</summary>
    public required string ProtectedSecrets { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
