using System.ComponentModel.DataAnnotations;

namespace Samokoder.AgentService.Browsers;

/// <summary>Section <c>Browser</c>.</summary>
internal sealed class BrowserOptions
{
    public const string Section = "Browser";

    /// <summary>The browser's program; by default it is looked for on the PATH as chromium, google-chrome and chromium-browser.</summary>
    public string? Path { get; set; }

    /// <summary>False never starts one; checks in a browser are skipped.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>MiB of memory of one browser with all its processes.</summary>
    [Range(256, 65_536)]
    public int MemoryMb { get; set; } = 1024;

    /// <summary>How many projects may have one open at once; another waits, and an idle one makes room for it.</summary>
    [Range(1, 200)]
    public int MaxOpen { get; set; } = 4;

    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A browser that nobody uses for so long is closed.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
