using Samokoder.AgentService.Sandboxes;

namespace Samokoder.AgentService.Provisioning.Packages;

/// <summary>Runs a package manager outside the sandbox, on files of ours, with as little of our environment as it needs.</summary>
internal static class InstallerRun
{
    private const int ToldChars = 600;
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(10);

    /// <returns>Null when it succeeded; otherwise the end of what it wrote, and whether its time was over.</returns>
    public static async Task<(string Output, bool TimedOut)?> TryAsync(IReadOnlyList<string> line, string folder, CancellationToken cancellationToken)
    {
        var request = new ExecRequest(line) { Timeout = Time };
        var environment = InstallerEnvironment.From(Environment.GetEnvironmentVariables());
        var (result, error) = await ProcessRunner.RunAsync(new ChildCommand(line, environment, folder, KillTree: true), request, null, cancellationToken);
        if (result.Succeeded)
            return null;
        var output = (error + result.Output).Trim();
        return (output.Length > ToldChars ? output[^ToldChars..] : output, result.Status == ExecStatus.TimedOut);
    }
}
