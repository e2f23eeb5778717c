using Samokoder.AgentService.Browsers.Pages;

namespace Samokoder.AgentService.Browsers;

/// <summary>
/// The browsers of this replica, one for each project that needs one: started when asked for, closed when nobody uses it. A browser reaches
/// its project's app and nothing else.
/// </summary>
internal interface IBrowsers
{
    /// <summary>Why pages cannot be looked at on this machine and what to do about it; null when they can.</summary>
    string? Problem { get; }

    /// <summary>Starts the project's browser without waiting, so that it is there when it is needed. A failure shows at its first use.</summary>
    void Prewarm(Guid projectId);

    /// <summary>
    /// A new page in a profile of its own, which knows nothing of other pages. Dispose it to close it; the browser stays for a while.
    /// </summary>
    /// <exception cref="BrowserUnavailableException">No browser can be had.</exception>
    Task<BrowserPage> OpenPageAsync(Guid projectId, CancellationToken cancellationToken);

    /// <summary>Kills the project's browser with all its pages. Nothing happens when there is none.</summary>
    Task CloseAsync(Guid projectId);
}
