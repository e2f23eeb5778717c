using System.Globalization;
using Microsoft.Extensions.Options;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Sandboxes.Bubblewrap;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Browsers;

/// <summary>Starts browsers: isolated by bubblewrap, or plainly where the owner of the machine has allowed running without isolation.</summary>
internal sealed class BrowserLauncher(
    IOptions<BrowserOptions> options, IOptions<SandboxOptions> sandbox, DataFolder data, SandboxUser user, ResourceLimits limits, IPreviews previews)
{
    private static readonly string SandboxOrigin = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{BrowserCommand.AppPort}");

    private readonly Lock gate = new();
    private SystemFiles? files;

    private bool Unisolated => sandbox.Value is { Provider: "process", AllowUnisolated: true };

    /// <summary>Why no browser can be started on this machine, and what to do; null when one can.</summary>
    public string? Problem()
    {
        if (!options.Value.Enabled)
            return "The browser is switched off (Browser:Enabled). Pages are not looked at.";
        if (OperatingSystem.IsWindows())
            return "Pages are not looked at on Windows: the browser is driven through pipes that are made on Linux and macOS only.";
        if (options.Value.Path is { Length: > 0 } path && !File.Exists(path))
            return $"Browser:Path names '{path}', which does not exist. Correct the setting or remove it.";
        if (BrowserProgram.Find(options.Value.Path) is null)
            return "No browser is installed, so pages are not looked at. Install Chromium (Debian and Ubuntu: apt install chromium; Fedora: dnf install chromium) or set Browser:Path, and restart Samokoder.";
        if (Unisolated)
            return null;
        if (!OperatingSystem.IsLinux() || Toolchain.FindProgram("bwrap") is null)
            return "A browser is installed, but pages are hostile and it runs only inside bubblewrap, which is missing. Install it (Debian and Ubuntu: apt install bubblewrap) and restart Samokoder.";
        return Supervisor.Perl is null ? Supervisor.MissingPerl : null;
    }

    /// <exception cref="BrowserUnavailableException">There is none, or it does not start.</exception>
    public async Task<BrowserProcess> StartAsync(Guid projectId, CancellationToken cancellationToken)
    {
        if (Problem() is { } problem)
            throw new BrowserUnavailableException(problem);
        var program = BrowserProgram.Find(options.Value.Path)!;
        var browser = Unisolated ? await StartPlainAsync(projectId, program) : await StartIsolatedAsync(projectId, program);
        try
        {
            await browser.WaitUntilReadyAsync(options.Value.StartTimeout, cancellationToken);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    private async Task<BrowserProcess> StartIsolatedAsync(Guid projectId, BrowserProgram program)
    {
        user.CreateFolder(data.RunFolder(projectId), shared: true);
        var relay = new AppRelay(
            Path.Combine(data.RunFolder(projectId), $"web-{Guid.CreateVersion7().ToString("N")[^8..]}"), user, () => previews.AddressOf(projectId));
        var line = BrowserCommand.Isolated(program, user.Prefix, Files(), relay.Folder, options.Value.MemoryMb);
        return await StartAsync(line, BubblewrapSandbox.LauncherEnvironment, relay, null, () => SandboxOrigin);
    }

    private async Task<BrowserProcess> StartPlainAsync(Guid projectId, BrowserProgram program)
    {
        var address = previews.AddressOf(projectId) ?? throw new BrowserUnavailableException("The app does not run, so there is no page to look at. Start the preview first.");
        var profile = Directory.CreateTempSubdirectory("samokoder-browser-").FullName;
        var variables = new Dictionary<string, string>(BubblewrapSandbox.LauncherEnvironment, StringComparer.Ordinal) { ["HOME"] = profile };
        return await StartAsync(BrowserCommand.Plain(program.Path, profile), variables, null, profile, () => (previews.AddressOf(projectId) ?? address).TrimEnd('/'));
    }

    private async Task<BrowserProcess> StartAsync(
        IReadOnlyList<string> line, IReadOnlyDictionary<string, string> environment, AppRelay? relay, string? profile, Func<string> origin)
    {
        var group = limits.Create(options.Value.MemoryMb);
        var process = await ChildProcess.StartAsync(new ChildCommand(group.Wrap(line), environment, KillTree: relay is null, KeepInput: true));
        return new BrowserProcess(process, relay, profile, group, origin);
    }

    private SystemFiles Files()
    {
        lock (gate)
            return files ??= new SystemFiles(data, sandbox);
    }
}
