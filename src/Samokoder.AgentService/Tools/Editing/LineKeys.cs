using System.Buffers;
using System.Runtime.InteropServices;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// Compares lines the way a pass does, as numbers: equal lines of a search text have equal numbers, and a line of the file has the
/// number of the search line that it equals, or -1.
/// </summary>
internal sealed class LineKeys(SourceText source)
{
    private const int LengthClasses = 1024;

    private string?[]? folded; // of each line of the file; null where folding changes nothing

    /// <summary>Finds the search lines as consecutive lines of the file; writes the first line of each of the first hits.</summary>
    public int Find(string[] search, EditPass pass, Span<int> found)
    {
        if (search.Length > source.LineCount)
            return 0;
        var ids = new Dictionary<string, int>(search.Length, StringComparer.Ordinal);
        var pattern = Array.ConvertAll(search, line => Number(ids, Key(line, pass).ToString()));
        var lines = ArrayPool<int>.Shared.Rent(source.LineCount);
        NumberLines(ids, pass, lines);
        var hits = SequenceSearch.Find<int>(lines.AsSpan(0, source.LineCount), pattern, found);
        ArrayPool<int>.Shared.Return(lines);
        return hits;
    }

    /// <summary>A line that does not come from the file, as a pass compares it.</summary>
    public static ReadOnlySpan<char> Key(ReadOnlySpan<char> line, EditPass pass) => pass switch
    {
        EditPass.Exact => line,
        EditPass.RightTrimmed => line.TrimEnd(),
        EditPass.Trimmed => line.Trim(),
        _ => (UnicodeFold.Fold(line) ?? line).Trim(),
    };

    private static int Number(Dictionary<string, int> ids, string key)
    {
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(ids, key, out var known);
        return known ? id : id = ids.Count - 1;
    }

    private void NumberLines(Dictionary<string, int> ids, EditPass pass, int[] lines)
    {
        var lengths = new bool[LengthClasses]; // most lines are told apart by their length alone
        foreach (var key in ids.Keys)
            lengths[key.Length % LengthClasses] = true;
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var line = 0; line < source.LineCount; line++)
        {
            var key = SourceKey(line, pass);
            lines[line] = lengths[key.Length % LengthClasses] && lookup.TryGetValue(key, out var id) ? id : -1;
        }
    }

    private ReadOnlySpan<char> SourceKey(int line, EditPass pass)
    {
        if (pass != EditPass.Unicode)
            return Key(source.Line(line), pass);
        folded ??= FoldLines();
        return (folded[line] ?? source.Line(line)).Trim();
    }

    private string?[] FoldLines()
    {
        var lines = new string?[source.LineCount];
        for (var line = 0; line < lines.Length; line++)
            lines[line] = UnicodeFold.Fold(source.Line(line));
        return lines;
    }
}
