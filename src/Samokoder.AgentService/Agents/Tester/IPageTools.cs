using Samokoder.AgentService.Previews;

namespace Samokoder.AgentService.Agents.Tester;

/// <summary>The tools with which a role looks at the running app in a real browser.</summary>
internal interface IPageTools
{
    Task<PageTools> OpenAsync(PreviewProject project, CancellationToken cancellationToken);

    /// <summary>Those of them that only look, for the roles that write the app; the first use of one opens the browser.</summary>
    PageTools View(PreviewProject project);
}

/// <summary>Disposed when the role has ended.</summary>
/// <param name="Tools">An object with methods marked as tools; null when there is no browser.</param>
/// <param name="Missing">Why there is none, for people.</param>
internal sealed record PageTools(object? Tools, string? Missing = null) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Tools is IAsyncDisposable open ? open.DisposeAsync() : ValueTask.CompletedTask;
}
