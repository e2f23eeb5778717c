namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
public sealed class EndpointAnnotation(string name, string uriScheme, int? port, int? targetPort, string? environmentVariable) : IResourceAnnotation
{
    private int[] _allocated = [];

    public string Name { get; } = name;

    public string UriScheme { get; } = uriScheme;

    /// <summary>The port asked for; null lets the engine choose.</summary>
    public int? Port { get; } = port;

    public int? TargetPort { get; } = targetPort;

    /// <summary>Set when the process is told this port by a variable of its own instead of <c>ASPNETCORE_URLS</c>.</summary>
    public string? TargetPortEnvironmentVariable { get; } = environmentVariable;

    /// <summary>True when people, not only other resources, are meant to open it.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The real port of each replica; empty until the application starts.</summary>
    internal IReadOnlyList<int> AllocatedPorts => _allocated;

    internal void Allocate(IEnumerable<int> ports) => _allocated = [.. ports];
}
