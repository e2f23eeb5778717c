using Samokoder.AgentService.Previews;
using Samokoder.Contracts.Previews;

namespace Samokoder.Tests.AgentService;

/// <summary>For hosts without previews.</summary>
internal sealed class NoPreviews : IPreviews
{
    public string? AddressOf(Guid projectId) => null;

    public Task RemoveAsync(Guid projectId) => throw new NotSupportedException();

    public Task<PreviewState> StartAsync(PreviewProject project, CancellationToken cancellationToken) => throw new NotSupportedException();

    public PreviewState Wake(PreviewProject project) => throw new NotSupportedException();

    public Task<PreviewState> StopAsync(PreviewProject project, CancellationToken cancellationToken) => throw new NotSupportedException();

    public PreviewState Get(PreviewProject project) => throw new NotSupportedException();
}
