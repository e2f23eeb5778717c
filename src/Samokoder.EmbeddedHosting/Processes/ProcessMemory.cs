using System.Diagnostics;
using System.Globalization;

namespace Samokoder.EmbeddedHosting.Processes;

/// <summary>Resident memory in bytes. Pages that several processes share are divided between them (Linux: proportional set size).</summary>
internal static class ProcessMemory
{
    /// <returns>By the given process numbers; zero for processes that are gone.</returns>
    public static Dictionary<int, long> OfTree(IReadOnlyList<int> roots, bool includeChildren)
    {
        var children = includeChildren && OperatingSystem.IsLinux() ? Children() : Enumerable.Empty<(int, int)>().ToLookup(p => p.Item1, p => p.Item2);
        Dictionary<int, long> result = [];
        foreach (var root in roots)
            result[root] = Descendants(root, children).Sum(Of);
        return result;
    }

    private static IEnumerable<int> Descendants(int pid, ILookup<int, int> children) =>
        children[pid].SelectMany(child => Descendants(child, children)).Prepend(pid);

    private static ILookup<int, int> Children() => Directory.EnumerateDirectories("/proc")
        .Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0)
        .Select(pid => (Parent: ParentOf(pid), Pid: pid))
        .ToLookup(p => p.Parent, p => p.Pid);

    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0; // it ended while we looked
        }
    }

    private static long Of(int pid)
    {
        try
        {
            return OperatingSystem.IsLinux() ? Proportional(pid) : WorkingSet(pid);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static long Proportional(int pid)
    {
        var line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/smaps_rollup")).FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static long WorkingSet(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.WorkingSet64;
    }
}
