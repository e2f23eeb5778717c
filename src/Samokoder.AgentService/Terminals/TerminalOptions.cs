namespace Samokoder.AgentService.Terminals;

internal sealed class TerminalOptions
{
    public const string Section = "Terminal";

    /// <summary>Shells of one project at a time, from 1. A new one ends the oldest that nobody is connected to.</summary>
    public int MaxPerProject { get; set; } = 6;

    /// <summary>Shells of one person in all their projects at a time on this replica, from 1. A new one ends the oldest that nobody is connected to.</summary>
    public int MaxPerPerson { get; set; } = 12;

    /// <summary>A shell that nobody is connected to is ended after this time; until then its person comes back to it.</summary>
    public TimeSpan KeepTime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A shell with a connection is ended when nothing was typed and nothing shown for this long.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>KiB of the last output that whoever comes back sees, from 16. Also how far a slow connection may be behind before the shell waits for it.</summary>
    public int HistoryKb { get; set; } = 256;
}
