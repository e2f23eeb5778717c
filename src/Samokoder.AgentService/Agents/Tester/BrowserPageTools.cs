using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Tools;

namespace Samokoder.AgentService.Agents.Tester;

/// <summary>The project's own browser.</summary>
internal sealed class BrowserPageTools(IBrowsers browsers, IPreviews previews, Screenshots screenshots) : IPageTools
{
    public Task<PageTools> OpenAsync(PreviewProject project, CancellationToken cancellationToken) => Task.FromResult(
        browsers.Problem is { } missing ? new PageTools(null, missing) : new PageTools(new BrowserTools(browsers, previews, screenshots, project)));

    public PageTools View(PreviewProject project) =>
        browsers.Problem is { } missing ? new PageTools(null, missing) : new PageTools(new PageViewTools(browsers, previews, screenshots, project));
}
