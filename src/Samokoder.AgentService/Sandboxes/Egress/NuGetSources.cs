namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>The sources that NuGet on this machine is set up to use: one setting for the host and for sandboxes.</summary>
internal sealed class NuGetSources(DotnetSdk sdk)
{
    /// <summary>What is not switched on is left out.</summary>
    private const string Enabled = "E ";

    private readonly Lazy<Task<IReadOnlyList<Uri>>> sources = new(() => ReadAsync(sdk.Program));

    /// <summary>Those of the network, without credentials; none without an SDK.</summary>
    public Task<IReadOnlyList<Uri>> GetAsync(CancellationToken cancellationToken) => sources.Value.WaitAsync(cancellationToken);

    private static async Task<IReadOnlyList<Uri>> ReadAsync(string? dotnet)
    {
        if (dotnet is null)
            return [];
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
        var request = new ExecRequest([dotnet, "nuget", "list", "source", "--format", "short"]) { Timeout = TimeSpan.FromSeconds(20) };
        var (result, _) = await ProcessRunner.RunAsync(new ChildCommand(request.Arguments, variables, Path.GetTempPath()), request, null, CancellationToken.None);
        return result.Succeeded ? Parse(result.Output) : [];
    }

    internal static IReadOnlyList<Uri> Parse(string list) =>
    [
        .. list.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith(Enabled, StringComparison.Ordinal))
            .Select(line => Uri.TryCreate(line[Enabled.Length..], UriKind.Absolute, out var uri) ? uri : null)
            .OfType<Uri>().Where(uri => uri.Scheme == Uri.UriSchemeHttps)
            .Select(uri => new UriBuilder(uri) { UserName = "", Password = "" }.Uri),
    ];
}
