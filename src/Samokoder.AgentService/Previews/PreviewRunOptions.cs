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

    /// <summary>Where other services reach this replica; by default the first of its own addresses.</summary>
    public string? OwnerUrl { get; set; }
}
