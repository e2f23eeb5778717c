using Samokoder.Tests.AgentService.Runs.Kills;
using Samokoder.Tests.AgentService.Sandboxes;
using Samokoder.Tests.ApiService;
using Samokoder.Tests.EndToEnd;
using Samokoder.Tests.PreviewGateway;
using Samokoder.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace Samokoder.Tests.Support;

/// <summary>
/// Starts the collections first that take longest, so that the end of a run is not one of them alone. Every other class is a collection of
/// its own, of seconds.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [EndToEndCollection.Name, KillCollection.Name, ApiTests.Name, DockerCollection.Name, GatewayCollection.Name, .. Classes];

    private static IEnumerable<string> Classes => new[]
    {
        typeof(AgentService.Runs.Roles.ArchitectRunTests), typeof(AgentService.Runs.RunEngineTests), typeof(AgentService.Budgets.BudgetedTurnsTests),
        typeof(AgentService.AppDatabases.AppDatabaseTests), typeof(AgentService.Runs.Roles.PlannedRunTests), typeof(AgentService.Runs.Roles.FileTracesTests),
        typeof(AgentService.Runs.Roles.ResumeTests), typeof(AgentService.Provisioning.StarterTests), typeof(AgentService.Demo.BrowserTests), typeof(AgentService.Previews.PreviewTests), typeof(BubblewrapConformanceTests), typeof(ProcessConformanceTests),
    }.Select(type => type.FullName!);

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    /// <summary>The display name of a class's own collection contains the class's name.</summary>
    private static int Place(string name) =>
        Array.FindIndex(Long, known => name == known || name.Contains(known + " ", StringComparison.Ordinal)) is var place && place >= 0 ? place : Long.Length;
}
