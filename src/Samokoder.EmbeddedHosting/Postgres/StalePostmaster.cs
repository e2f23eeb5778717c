using System.Globalization;
using Samokoder.EmbeddedHosting.Engine;
using Samokoder.EmbeddedHosting.Logs;
using Samokoder.EmbeddedHosting.Processes;

namespace Samokoder.EmbeddedHosting.Postgres;

/// <summary>
/// A server of an earlier run may still hold the files, also when our own list of processes was lost. Its
/// <c>postmaster.pid</c> names it; it is ended only if its command line names these very files.
/// </summary>
internal sealed class StalePostmaster(ResourceContext context, string data)
{
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (ReadPid() is not { } pid || ProcessIdentity.Of(pid) is not { } identity || !RunsOnOurFiles(pid))
            return;
        context.Log(string.Create(CultureInfo.InvariantCulture, $"Ending the server of an earlier run (process {pid})."), LogLevel.Warning);
        await context.Processes.EndAsync(identity, StopSignal.Interrupt, cancellationToken);
    }

    private int? ReadPid()
    {
        var file = Path.Combine(data, "postmaster.pid");
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    private bool RunsOnOurFiles(int pid)
    {
        if (!OperatingSystem.IsLinux())
            return false; // the list of processes is the only source there
        try
        {
            return File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cmdline").Split('\0').Contains(data, StringComparer.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
