using Aspire.Hosting.ApplicationModel;
using Samokoder.EmbeddedHosting.State;

namespace Samokoder.EmbeddedHosting.Dashboard;

/// <summary>A resource as the page gets it. Secrets never leave the engine.</summary>
internal sealed record DashboardResource(
    string Id,
    string Type,
    string? Parent,
    string State,
    string Health,
    string? Message,
    IReadOnlyList<ResourceUrl> Urls,
    int? Pid,
    long? StartedAt,
    int Restarts,
    int? ExitCode,
    IReadOnlyList<DashboardVariable> Environment,
    bool CanStart,
    bool CanStop)
{
    public static DashboardResource From(ResourceSnapshot resource)
    {
        var ended = resource.State == KnownResourceStates.Exited || resource.State == KnownResourceStates.Finished
            || resource.State == KnownResourceStates.FailedToStart || resource.State == KnownResourceStates.NotStarted;
        var willRestart = resource.State == KnownResourceStates.Exited && resource.Message is not null;
        return new DashboardResource(
            resource.Id, resource.Type, resource.Parent, resource.State, resource.Health.ToString(), resource.Message, resource.Urls, resource.Pid,
            resource.StartedAt?.ToUnixTimeMilliseconds(), resource.Restarts, resource.ExitCode,
            [.. resource.Environment.Select(v => new DashboardVariable(v.Name, v.IsSecret ? null : v.Value))],
            CanStart: ended, CanStop: willRestart || (!ended && resource.State != KnownResourceStates.Stopping));
    }
}

/// <param name="Value">Null when it is secret.</param>
internal sealed record DashboardVariable(string Name, string? Value);
