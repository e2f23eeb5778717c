using System.Diagnostics;
using System.Security.Cryptography;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Demo;

/// <summary>The react-vite starter with its real dependencies, installed once for each lock file and kept between test runs.</summary>
public sealed class PreparedStarter : IAsyncLifetime
{
    private static readonly string Starter = Repository.Path("src/Samokoder.AgentService/Starters/react-vite");
    private string dependencies = "";

    public async ValueTask InitializeAsync()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Starter, "package-lock.json"))))[..12];
        var folder = Path.Combine(KeptFiles.Folder, $"react-vite-{hash}");
        dependencies = Path.Combine(folder, "node_modules");
        if (File.Exists(Path.Combine(folder, "ready")))
            return;
        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "package.json", "package-lock.json" })
            File.Copy(Path.Combine(Starter, name), Path.Combine(folder, name), overwrite: true);
        var (code, output) = await Run("npm", ["ci", "--no-audit", "--no-fund"], folder);
        Assert.True(code == 0, $"npm ci failed, so nothing can be built:\n{output}");
        await File.WriteAllTextAsync(Path.Combine(folder, "ready"), "");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Puts what a project starts from into a workspace.</summary>
    internal void CopyTo(DirectoryInfo workspace)
    {
        foreach (var file in Directory.EnumerateFiles(Starter, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Starter, path)))
        {
            if (file.StartsWith("node_modules", StringComparison.Ordinal) || file.StartsWith("dist", StringComparison.Ordinal))
                continue;
            var target = Path.Combine(workspace.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(Starter, file), target, overwrite: true);
        }
        Directory.CreateSymbolicLink(Path.Combine(workspace.FullName, "node_modules"), dependencies);
    }

    internal static async Task<(int Code, string Output)> Run(string program, string[] arguments, string folder)
    {
        using var process = Start(program, arguments, folder);
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    internal static Process Start(string program, string[] arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
