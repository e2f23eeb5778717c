using System.Text.Json.Nodes;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>Makes search and replace blocks of the lines in which two versions of a file differ.</summary>
internal static class LineEdits
{
    // Beyond this share of the file it is clearer to write it anew.
    private const double MostOfFile = 0.6;

    /// <summary>Blocks for the edit tool, each with a search text that occurs once; null when the file is better written anew.</summary>
    public static JsonArray? Between(string before, string after)
    {
        var (old, changed) = (before.Split('\n'), after.Split('\n'));
        var same = Same(old, changed);
        var ranges = Merged([.. Differences(same, changed.Length).Select(range => Unique(range, old, before))]);
        if (ranges.Count == 0 || ranges.Sum(range => range.End - range.Start) > old.Length * MostOfFile)
            return null;
        return [.. ranges.Select(range => (JsonNode)new JsonObject
        {
            ["search"] = string.Join('\n', old[range.Start..range.End]), ["replace"] = string.Join('\n', changed[Counterpart(range, same, changed.Length)]),
        })];
    }

    /// <summary>For each old line the new line that it is, by a longest common subsequence; -1 for none.</summary>
    private static int[] Same(string[] old, string[] changed)
    {
        var common = new int[old.Length + 1, changed.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
            for (var j = changed.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == changed[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var same = new int[old.Length];
        for (var (i, j) = (0, 0); i < old.Length; i++)
        {
            while (j < changed.Length && old[i] != changed[j] && common[i, j + 1] > common[i + 1, j])
                j++;
            same[i] = j < changed.Length && old[i] == changed[j] ? j++ : -1;
        }
        return same;
    }

    // Where old lines are gone, or new ones stand between two that stayed (an empty range).
    private static IEnumerable<LineRange> Differences(int[] same, int newLength)
    {
        var next = 0;
        var start = 0;
        for (var i = 0; i <= same.Length; i++)
        {
            if (i < same.Length && same[i] < 0)
                continue;
            if (start < i || (i == same.Length ? newLength : same[i]) > next)
                yield return new LineRange(start, i);
            start = i + 1;
            next = i < same.Length ? same[i] + 1 : next;
        }
    }

    // With a line on either side at least, and as many as it takes to be found once.
    private static LineRange Unique(LineRange range, string[] old, string text)
    {
        do
            range = new LineRange(Math.Max(0, range.Start - 1), Math.Min(old.Length, range.End + 1));
        while (range.End - range.Start < old.Length && Occurs(string.Join('\n', old[range.Start..range.End]), text) > 1);
        return range;
    }

    private static int Occurs(string part, string text)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = at + 1 < text.Length ? text.IndexOf(part, at + 1, StringComparison.Ordinal) : -1)
            count++;
        return count;
    }

    private static List<LineRange> Merged(IEnumerable<LineRange> ranges)
    {
        var merged = new List<LineRange>();
        foreach (var range in ranges)
            if (merged.Count > 0 && merged[^1].End >= range.Start)
                merged[^1] = new LineRange(Math.Min(merged[^1].Start, range.Start), Math.Max(merged[^1].End, range.End));
            else
                merged.Add(range);
        return merged;
    }

    // A range begins and ends with lines that stayed, or with the file.
    private static Range Counterpart(LineRange range, int[] same, int newLength) =>
        (range.Start == 0 ? 0 : same[range.Start])..(range.End == same.Length ? newLength : same[range.End - 1] + 1);

    /// <summary>Lines of the old version; the end is exclusive.</summary>
    private sealed record LineRange(int Start, int End);
}
