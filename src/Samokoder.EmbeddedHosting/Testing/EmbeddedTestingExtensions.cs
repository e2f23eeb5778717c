using Aspire.Hosting;

namespace Samokoder.EmbeddedHosting.Testing;

/// <summary>What tests of the embedded engine need beyond Aspire's API: the processes behind the resources.</summary>
public static class EmbeddedTestingExtensions
{
    /// <summary>The process of a resource (or of a replica, such as <c>agent-2</c>); null while it does not run.</summary>
    public static int? GetProcessId(this DistributedApplication app, string resourceId) => app.Engine.Board.Find(resourceId)?.Pid;

    /// <summary>How often the resource was started again after a crash.</summary>
    public static int GetRestarts(this DistributedApplication app, string resourceId) => app.Engine.Board.Find(resourceId)?.Restarts ?? 0;

    /// <summary>The last lines of the resource's console.</summary>
    public static IReadOnlyList<string> GetConsole(this DistributedApplication app, string resourceId, int lines = 200) => app.Engine.Logs.Tail(resourceId, lines);

    /// <summary>The variables that the resource was started with, secrets included.</summary>
    public static IReadOnlyDictionary<string, string> GetEnvironment(this DistributedApplication app, string resourceId) =>
        (app.Engine.Board.Find(resourceId)?.Environment ?? []).ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);

    /// <summary>Where the application keeps its data.</summary>
    public static string GetDataPath(this DistributedApplication app) => app.Engine.DataPath;
}
