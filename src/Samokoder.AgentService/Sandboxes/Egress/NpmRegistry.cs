namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>The registry that npm on this machine is set up to use: one setting for the host and for sandboxes.</summary>
internal sealed class NpmRegistry
{
    private readonly Lazy<Task<Uri?>> registry = new(ReadAsync);

    /// <summary>Without credentials; null when npm is missing or names none.</summary>
    public Task<Uri?> GetAsync(CancellationToken cancellationToken) => registry.Value.WaitAsync(cancellationToken);

    private static async Task<Uri?> ReadAsync()
    {
        if (Toolchain.FindProgram("npm") is not { } npm)
            return null;
        var variables = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
        var request = new ExecRequest([npm, "config", "get", "registry"]) { Timeout = TimeSpan.FromSeconds(20) };
        var (result, _) = await ProcessRunner.RunAsync(
            new ChildCommand(request.Arguments, variables, Path.GetTempPath()), request, null, CancellationToken.None);
        if (!result.Succeeded || !Uri.TryCreate(result.Output.Trim(), UriKind.Absolute, out var uri))
            return null;
        return new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
    }
}
