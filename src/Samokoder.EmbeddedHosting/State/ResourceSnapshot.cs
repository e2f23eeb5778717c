namespace Samokoder.EmbeddedHosting.State;

/// <summary>What is known of one running part (one replica of a resource) at a moment.</summary>
internal sealed record ResourceSnapshot
{
    /// <summary>Unique; the resource's name, with <c>-2</c>, <c>-3</c>… for further replicas.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The kind of the resource as people call it.</summary>
    public required string Type { get; init; }

    public string? Parent { get; init; }

    public required string State { get; init; }

    public ResourceHealth Health { get; init; }

    /// <summary>Why it waits, is unhealthy or failed; null when there is nothing to say.</summary>
    public string? Message { get; init; }

    public IReadOnlyList<ResourceUrl> Urls { get; init; } = [];

    public int? Pid { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public int Restarts { get; init; }

    public int? ExitCode { get; init; }

    public IReadOnlyList<EnvironmentVariable> Environment { get; init; } = [];

    public long Version { get; init; }
}

internal enum ResourceHealth
{
    Unknown,
    Healthy,
    Unhealthy,
}

internal sealed record ResourceUrl(string Name, string Url, bool IsExternal);

/// <param name="IsSecret">The value must not be shown.</param>
internal sealed record EnvironmentVariable(string Name, string Value, bool IsSecret);
