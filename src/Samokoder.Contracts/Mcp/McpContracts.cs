namespace Samokoder.Contracts.Mcp;

/// <summary>A server of the Model Context Protocol whose tools the agents of a project may use. It runs inside the project's sandbox.</summary>
/// <param name="Name">Small letters, digits and hyphens. Its tools are named "mcp__name__tool".</param>
/// <param name="Command">The program, as npx or node; nothing is interpreted by a shell.</param>
/// <param name="SecretNames">Environment variables with secrets, whose values are never answered.</param>
public sealed record McpServerInfo(
    string Name, string Command, IReadOnlyList<string> Arguments, IReadOnlyList<string> SecretNames, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <param name="Secrets">
/// Every secret that the server needs, by the name of its environment variable. A value is write-only; null keeps the one that is stored under that name.
/// Those that are not named are forgotten.
/// </param>
public sealed record PutMcpServerRequest(string Command, IReadOnlyList<string>? Arguments = null, IReadOnlyDictionary<string, string?>? Secrets = null);

/// <summary>What came of starting the server once and asking for its tools.</summary>
/// <param name="Detail">A sentence for the user.</param>
public sealed record McpTestResult(bool Ok, string Detail, IReadOnlyList<McpToolInfo> Tools);

/// <param name="Name">As the agents see it.</param>
public sealed record McpToolInfo(string Name, string Description);
