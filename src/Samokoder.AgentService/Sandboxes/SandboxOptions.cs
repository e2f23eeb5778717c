using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes;

internal sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary><c>auto</c>, <c>docker</c>, <c>bubblewrap</c> or <c>process</c>.</summary>
    public string Provider { get; set; } = "auto";

    /// <summary>Without it <c>process</c> is refused.</summary>
    public bool AllowUnisolated { get; set; }

    /// <summary>
    /// The host user that sandboxes run as when this service runs as root; nobody else may use it. 60706–61183 is a range that
    /// neither distributions nor systemd hand out.
    /// </summary>
    public int UserId { get; set; } = 61000;

    /// <summary>MiB of memory per command or service.</summary>
    public int MemoryMb { get; set; } = 2048;

    /// <summary>Processes and threads per command or service.</summary>
    public int MaxProcesses { get; set; } = 512;

    /// <summary>Processors' worth of time per command or service; with Docker per project.</summary>
    public double Cpus { get; set; } = 2;

    /// <summary>MiB that a project's files may take, dependencies included. 0 is without limit.</summary>
    public int DiskMb { get; set; } = 4096;

    /// <summary>MiB that the files of all projects of one person may take, histories included. 0 is without limit. Counted every two minutes.</summary>
    public int DiskPerUserMb { get; set; } = 20_480;

    /// <summary>MiB of an app's PostgreSQL database, above which the app may only read and delete. 0 is without limit. Looked at every three seconds.</summary>
    public int DatabaseMb { get; set; } = 1024;

    /// <summary>
    /// Previews of one person that run at a time on one replica. For another one, the one that was not looked at for the longest is stopped. 0 is without limit.
    /// </summary>
    public int MaxRunningPerUser { get; set; } = 6;

    /// <summary>MiB that stay free on the disk of the workspaces: nothing is run when there is less.</summary>
    public int MinFreeMb { get; set; } = 256;

    public int MaxOpenFiles { get; set; } = 16_384;

    /// <summary>MiB of the largest file that a command may write.</summary>
    public int MaxFileMb { get; set; } = 1024;

    /// <summary>MiB of <c>/tmp</c> and of the home folder, each.</summary>
    public int TempMb { get; set; } = 512;

    /// <summary>
    /// Through a logging proxy: <c>allow-list</c>, the npm registry and <see cref="EgressAllow"/>; <c>open</c>, every public address. Or
    /// <c>closed</c>: no way out.
    /// </summary>
    public string Egress { get; set; } = "allow-list";

    /// <summary>Further hosts: <c>example.org</c>, <c>.example.org</c> for everything beneath, <c>example.org:8443</c> for another port than 443.</summary>
    public IList<string> EgressAllow { get; set; } = [];

    /// <summary>Hosts of the allow-list that may have private addresses, for a registry inside a company's network.</summary>
    public IList<string> EgressAllowPrivate { get; set; } = [];

    /// <summary>Certificates that Node inside trusts besides its own; by default this service's NODE_EXTRA_CA_CERTS.</summary>
    public string? TrustedCaBundle { get; set; }

    /// <summary>The folder of the .NET SDK for apps in C#; by default that of <c>dotnet</c> on the PATH.</summary>
    public string? DotnetRoot { get; set; }

    /// <summary>Where the container engine answers; by default DOCKER_HOST, or the usual socket.</summary>
    public string? DockerHost { get; set; }

    /// <summary>The image of all sandboxes; by default those that deploy/sandbox makes, which are made when they are not there.</summary>
    public string? Image { get; set; }

    /// <summary><c>node</c>, where apps in C# alone get the image with the .NET SDK, or <c>dotnet</c>, where all do.</summary>
    public string ImageVariant { get; set; } = "node";

    /// <summary>A container in which nothing has run for this long is removed; the next command makes it again.</summary>
    public TimeSpan ContainerIdleTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Containers of the projects that were used last stay though they are idle, so that their next command or preview finds one running. Each costs some
    /// tens of MiB of memory. bubblewrap has nothing to keep: it starts in tens of milliseconds.
    /// </summary>
    public int WarmPool { get; set; } = 2;
}

internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var errors = new List<string>();
        if (options.Provider is not ("auto" or "docker" or "bubblewrap" or "process"))
            errors.Add($"Sandbox:Provider is '{options.Provider}'; use auto, docker, bubblewrap or process.");
        if (options.Egress is not ("closed" or "open" or "allow-list"))
            errors.Add($"Sandbox:Egress is '{options.Egress}'; use allow-list, open or closed.");
        if (options.UserId is < 1 or > 65_533)
            errors.Add("Sandbox:UserId must be from 1 to 65533.");
        if (options.MemoryMb < 128 || options.MaxProcesses < 32 || options.MaxOpenFiles < 256 || options.MaxFileMb < 1 || options.TempMb < 1)
            errors.Add("Sandbox limits are too small: MemoryMb from 128, MaxProcesses from 32, MaxOpenFiles from 256, MaxFileMb and TempMb from 1.");
        if (!double.IsFinite(options.Cpus) || options.Cpus < 0.1 || options.DiskMb < 0 || options.DiskPerUserMb < 0 || options.DatabaseMb < 0 || options.MinFreeMb < 0 || options.MaxRunningPerUser < 0 || options.WarmPool < 0)
            errors.Add("Sandbox:Cpus must be 0.1 or more, DiskMb, DiskPerUserMb, DatabaseMb, MinFreeMb, MaxRunningPerUser and WarmPool not less than 0.");
        if (options.ImageVariant is not ("node" or "dotnet"))
            errors.Add($"Sandbox:ImageVariant is '{options.ImageVariant}'; use node or dotnet.");
        if (options.DockerHost is { Length: > 0 } host && !Uri.TryCreate(host, UriKind.Absolute, out _))
            errors.Add($"Sandbox:DockerHost is '{host}'; use an address as unix:///var/run/docker.sock.");
        if (options.TrustedCaBundle is { Length: > 0 } bundle && !File.Exists(bundle))
            errors.Add($"Sandbox:TrustedCaBundle names '{bundle}', which does not exist.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
