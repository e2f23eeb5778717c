using Microsoft.Extensions.Options;

namespace Samokoder.AgentService.Sandboxes;

internal sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    /// <summary><c>auto</c>, <c>bubblewrap</c> or <c>process</c>.</summary>
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

    public int MaxOpenFiles { get; set; } = 16_384;

    /// <summary>MiB of the largest file that a command may write.</summary>
    public int MaxFileMb { get; set; } = 1024;

    /// <summary>MiB of <c>/tmp</c> and of the home folder, each.</summary>
    public int TempMb { get; set; } = 512;

    /// <summary><c>closed</c>: no way out. <c>registry</c>: the npm registry and <see cref="EgressAllow"/>, through a logging proxy.</summary>
    public string Egress { get; set; } = "registry";

    /// <summary>Further hosts: <c>example.org</c>, <c>.example.org</c> for everything beneath, <c>example.org:8443</c> for another port than 443.</summary>
    public IList<string> EgressAllow { get; set; } = [];

    /// <summary>Hosts of the allow-list that may have private addresses, for a registry inside a company's network.</summary>
    public IList<string> EgressAllowPrivate { get; set; } = [];

    /// <summary>Certificates that Node inside trusts besides its own; by default this service's NODE_EXTRA_CA_CERTS.</summary>
    public string? TrustedCaBundle { get; set; }
}

internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var errors = new List<string>();
        if (options.Provider is not ("auto" or "bubblewrap" or "process"))
            errors.Add($"Sandbox:Provider is '{options.Provider}'; use auto, bubblewrap or process.");
        if (options.Egress is not ("closed" or "registry"))
            errors.Add($"Sandbox:Egress is '{options.Egress}'; use closed or registry.");
        if (options.UserId is < 1 or > 65_533)
            errors.Add("Sandbox:UserId must be from 1 to 65533.");
        if (options.MemoryMb < 128 || options.MaxProcesses < 32 || options.MaxOpenFiles < 256 || options.MaxFileMb < 1 || options.TempMb < 1)
            errors.Add("Sandbox limits are too small: MemoryMb from 128, MaxProcesses from 32, MaxOpenFiles from 256, MaxFileMb and TempMb from 1.");
        if (options.TrustedCaBundle is { Length: > 0 } bundle && !File.Exists(bundle))
            errors.Add($"Sandbox:TrustedCaBundle names '{bundle}', which does not exist.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
