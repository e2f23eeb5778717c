namespace Samokoder.ServiceDefaults.Storage;

internal static class HealthCheckTimeouts
{
    /// <summary>A store that needs longer is not ready; a probe must not hang on it.</summary>
    public static readonly TimeSpan Store = TimeSpan.FromSeconds(1.5);
}
