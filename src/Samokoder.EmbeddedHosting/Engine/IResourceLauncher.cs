namespace Samokoder.EmbeddedHosting.Engine;

/// <summary>Knows how to start one kind of resource and how to tell whether it works.</summary>
internal interface IResourceLauncher
{
    /// <summary>Prepares what is needed and starts; returns without waiting for health.</summary>
    /// <exception cref="ResourceStartException">It cannot start, and trying again alone would not help.</exception>
    Task<IRunningResource> StartAsync(CancellationToken cancellationToken);

    /// <summary>Null when healthy, otherwise what is wrong in a few words. Answers within two seconds.</summary>
    Task<string?> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Explains an end before the resource was ever healthy; null lets it be tried again.</summary>
    string? ExplainEarlyExit(int exitCode) => null;
}

/// <summary>Something that was started.</summary>
internal interface IRunningResource : IAsyncDisposable
{
    /// <summary>Null for what lives inside another process.</summary>
    int? Pid { get; }

    Task<int> Exited { get; }

    Task StopAsync();
}

/// <summary>A failure to start with a sentence that tells the user what to do.</summary>
internal sealed class ResourceStartException(string message, Exception? inner = null) : Exception(message, inner);
