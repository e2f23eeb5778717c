using System.Text.Json;

namespace Samokoder.AgentService.Provisioning;

/// <summary>A starter's <c>starter.json</c>.</summary>
/// <param name="Description">For whoever chooses among the starters.</param>
/// <param name="Install">The command that installs dependencies in a workspace.</param>
/// <param name="Base">The starter whose files it has as well, under its own.</param>
/// <param name="Guide">What a model must know that works on it.</param>
/// <param name="Database">It needs a PostgreSQL database of its own, named by <c>DATABASE_URL</c>.</param>
/// <param name="Sdk">What it needs besides Node: <c>dotnet</c>, the .NET SDK. Null for nothing.</param>
internal sealed record StarterManifest(
    string Name, string Title, string Description, string Install, StarterDev Dev, StarterCommand? Build, StarterCommand? Typecheck,
    string? Base = null, string? Guide = null, bool Database = false, string? Sdk = null)
{
    /// <summary>It needs the .NET SDK.</summary>
    public bool IsDotnet => Sdk == "dotnet";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <exception cref="InvalidDataException">The file is not what a starter needs.</exception>
    public static StarterManifest Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<StarterManifest>(File.ReadAllText(file), Json) ?? throw new InvalidDataException($"{file} is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not a starter's manifest: {e.Message}", e);
        }
    }
}

internal sealed record StarterCommand(string Command);

/// <param name="PortVariable">The environment variable that gives the dev server its port.</param>
/// <param name="HostsVariable">The one that names further hosts it answers to; null when it does not check them.</param>
/// <param name="ReadyPath">Answers without a server error once the app can be used.</param>
internal sealed record StarterDev(string Command, string PortVariable, string? HostsVariable = null, string ReadyPath = "/");
