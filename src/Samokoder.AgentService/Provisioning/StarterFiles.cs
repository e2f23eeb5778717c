using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Provisioning;

/// <summary>Puts a starter's own files into a workspace.</summary>
internal static class StarterFiles
{
    private const string Manifest = "starter.json";

    /// <exception cref="IOException">A file could not be written.</exception>
    public static async Task CopyAsync(Starter starter, IWorkspaceFiles files, CancellationToken cancellationToken)
    {
        foreach (var (path, file) in starter.Files)
        {
            if (path == Manifest || path.StartsWith("node_modules/", StringComparison.Ordinal))
                continue;
            await using var content = File.OpenRead(file);
            var written = await files.WriteAsync(path, content, ifMatch: null, cancellationToken);
            if (!written.Ok)
                throw new IOException(written.Problem);
        }
    }
}
