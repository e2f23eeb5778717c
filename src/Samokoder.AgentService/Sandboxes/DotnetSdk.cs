using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes;

/// <summary>The .NET SDK of this machine, which bubblewrap shows inside read-only; containers bring their own. Only some starters need it.</summary>
internal sealed class DotnetSdk
{
    /// <summary>An SDK outside the system's folders appears here.</summary>
    public const string Mount = "/opt/dotnet";

    /// <summary>Where its packages are in a workspace.</summary>
    public const string Packages = ".nuget";

    private const string Version = "10.";

    public DotnetSdk(IOptions<SandboxOptions> options, SandboxUser user)
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var program = options.Value.DotnetRoot is { Length: > 0 } root ? Path.Combine(root, name) : Toolchain.FindProgram(name);
        if (program is null || !File.Exists(program))
            return;
        var found = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        var folder = Path.GetDirectoryName(found)!;
        if (!HasSdk(folder) || (user.Id is not null && !IsOpenToAll(folder)))
            return;
        Program = found;
        HostFolder = folder.StartsWith("/usr/", StringComparison.Ordinal) ? null : folder;
    }

    /// <summary>What makes the command quiet and keeps its packages in the project, at <paramref name="workspace"/>.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(string workspace) =>
    [
        new("NUGET_PACKAGES", $"{workspace}/{Packages}/packages"),
        new("DOTNET_NOLOGO", "1"),
        new("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
        new("DOTNET_GENERATE_ASPNET_CERTIFICATE", "false"),
        new("DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK", "1"),
        new("DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE", "true"),
        new("DOTNET_EnableWriteXorExecute", "0"), // Its double mapping is a file of 2 GiB, beyond the largest that a sandbox may write.
    ];

    /// <summary>The command on this machine; null when there is no SDK that sandboxes can use.</summary>
    public string? Program { get; }

    /// <summary>The folder to show inside at <see cref="Mount"/>; null when there is none or it is part of the system.</summary>
    public string? HostFolder { get; }

    /// <summary>The folder of the command as a sandbox of bubblewrap sees it; null without one.</summary>
    public string? Folder => HostFolder is null ? Path.GetDirectoryName(Program) : Mount;

    /// <param name="starter">The title of what needs it.</param>
    /// <returns>What to do; null when it is there.</returns>
    public string? Problem(string starter) => Program is not null ? null
        : $"The starter '{starter}' needs the .NET 10 SDK, and there is none on this machine that sandboxes can use. Install it for all users, as under /usr/share/dotnet (https://dotnet.microsoft.com/download/dotnet/10.0), and restart Samokoder, or choose another starter.";

    private static bool HasSdk(string folder) =>
        Path.Combine(folder, "sdk") is var versions && Directory.Exists(versions) && Directory.EnumerateDirectories(versions, Version + "*").Any();

    /// <summary>The sandbox's user is another one than ours, and a folder that it cannot enter would keep every sandbox from starting.</summary>
    private static bool IsOpenToAll(string folder)
    {
        if (OperatingSystem.IsWindows())
            return true;
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (!at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return false;
        }
        return true;
    }
}
