using Samokoder.AgentService.Previews;

namespace Samokoder.AgentService.Agents.Tester;

/// <summary>For installations without a browser.</summary>
internal sealed class NoPageTools : IPageTools
{
    public Task<PageTools> OpenAsync(PreviewProject project, CancellationToken cancellationToken) =>
        Task.FromResult(new PageTools(null, "There is no browser here that could try them."));
}
