namespace Samokoder.AgentService.Previews;

/// <summary>The part of <c>Preview:*</c> that concerns running previews.</summary>
internal sealed class PreviewRunOptions
{
    public const string Section = "Preview";

    /// <summary>Previews are served beneath it; dev servers are told to accept such host names.</summary>
    public string Domain { get; set; } = "preview.localhost";

    /// <summary>A preview that nobody has open for this long is stopped. Its next visitor wakes it.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A dev server that does not answer within this time has failed.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// When this service is stopped, for example to update it, running previews go on and the next process takes them over. Only with Docker: other sandboxes end
    /// with the process that started them. After a crash that is so in any case.
    /// </summary>
    public bool KeepRunningOnStop { get; set; }

    /// <summary>Where other services reach this replica; by default the first of its own addresses.</summary>
    public string? OwnerUrl { get; set; }
}
