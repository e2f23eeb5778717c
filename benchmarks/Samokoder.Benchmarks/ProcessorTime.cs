using System.Globalization;

namespace Samokoder.Benchmarks;

/// <summary>Processor time by process, from <c>/proc</c>: unlike a rate it hardly changes when the machine does other things too.</summary>
internal static class ProcessorTime
{
    /// <summary>Linux counts in hundredths of a second here, whatever its own timer does (proc(5), USER_HZ).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>Of a process and its children, in user and kernel mode.</summary>
    public static TimeSpan Of(int processId) =>
        OfOne(processId) + Children(processId).Select(OfOne).Aggregate(TimeSpan.Zero, static (sum, one) => sum + one);

    private static IEnumerable<int> Children(int processId) => File.ReadAllText($"/proc/{processId}/task/{processId}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private static TimeSpan OfOne(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        var afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // begins with field 3; 14 and 15 are utime and stime
        return Tick * (long.Parse(afterName[11], CultureInfo.InvariantCulture) + long.Parse(afterName[12], CultureInfo.InvariantCulture));
    }
}
