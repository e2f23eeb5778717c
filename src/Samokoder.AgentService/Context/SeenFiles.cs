namespace Samokoder.AgentService.Context;

/// <summary>Which reads of files show what is not so any more, or is shown again later.</summary>
internal static class SeenFiles
{
    private static readonly HashSet<string> Changes = ["write_file", "edit_file", "delete_file", "move_file"];

    /// <summary>Indexes of the results that a later call made needless.</summary>
    public static HashSet<int> Superseded(IReadOnlyList<MadeCall> calls)
    {
        var superseded = new HashSet<int>();
        var reads = new Dictionary<string, List<MadeCall>>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            if (call.Failed || call.Path is not { } path) continue;
            var isRead = call.Name == "read_file";
            if (!isRead && !Changes.Contains(call.Name)) continue;
            if (!reads.TryGetValue(path, out var earlier)) reads[path] = earlier = [];
            foreach (var read in earlier.Where(e => !isRead || IsWhole(call) || SamePart(e, call)).ToList())
            {
                superseded.Add(read.At);
                earlier.Remove(read);
            }
            if (isRead) earlier.Add(call);
        }
        return superseded;
    }

    private static bool IsWhole(MadeCall read) => !read.Arguments.ContainsKey("fromLine") && !read.Arguments.ContainsKey("toLine");

    private static bool SamePart(MadeCall one, MadeCall other) => Part(one) == Part(other);

    private static (string? From, string? To) Part(MadeCall read) => (Value(read, "fromLine"), Value(read, "toLine"));

    private static string? Value(MadeCall read, string name) => read.Arguments.TryGetValue(name, out var value) ? value?.ToString() : null;
}
