using System.Collections;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// Finds the lines of a file that look most like a search text that is not in it: a sweep over the whole file scores every place by
/// the trigrams it shares with the search text, then the best few are compared line by line. Linear in the file.
/// </summary>
internal sealed class NearestRegion
{
    /// <summary>How many lines of a search text are looked at.</summary>
    public const int MaxLines = 200;

    private const int Candidates = 32;
    private const int ComparedLines = 40;
    private const int Drift = 2; // lines that a line may be off its place, where the search text lost or invented some
    private const double Threshold = 0.35;

    private readonly SourceText source;
    private readonly int[][] sketches;
    private readonly int height;
    private readonly Dictionary<int, int[]> sourceSketches = [];

    private NearestRegion(SourceText source, ReadOnlySpan<string> search)
    {
        this.source = source;
        sketches = new int[search.Length][];
        for (var i = 0; i < search.Length; i++)
            sketches[i] = LineSketch.Of(search[i]);
        height = Math.Min(search.Length, source.LineCount);
    }

    /// <summary>The first line, from 0, and how alike it is (0 to 1); null when nothing is.</summary>
    public static (int Line, double Similarity)? Find(SourceText source, ReadOnlySpan<string> search)
    {
        var region = new NearestRegion(source, search);
        var best = region.Best(region.Scores());
        return best.Similarity >= Threshold ? best : null;
    }

    /// <summary>For each place: trigrams of its lines that the search text has, less those that it has not.</summary>
    private int[] Scores()
    {
        var known = new BitArray(LineSketch.Size);
        foreach (var sketch in sketches)
            foreach (var hash in sketch)
                known[hash] = true;
        var sums = new int[source.LineCount + 1];
        for (var line = 0; line < source.LineCount; line++)
            sums[line + 1] = sums[line] + Score(source.Line(line), known);
        var scores = new int[source.LineCount - height + 1];
        for (var place = 0; place < scores.Length; place++)
            scores[place] = sums[place + height] - sums[place];
        return scores;
    }

    private static int Score(ReadOnlySpan<char> line, BitArray known)
    {
        var score = 0;
        foreach (var hash in LineSketch.Enumerate(line))
            score += known[hash] ? 1 : -1;
        return score;
    }

    private (int Line, double Similarity) Best(int[] scores)
    {
        var apart = Math.Min(Drift, height - 1);
        (int Line, double Similarity) best = (0, 0);
        for (var i = 0; i < Candidates; i++)
        {
            var place = scores.IndexOf(scores.Max());
            var similarity = Similarity(place);
            if (similarity > best.Similarity)
                best = (place, similarity);
            scores.AsSpan(Math.Max(0, place - apart)..Math.Min(scores.Length, place + apart + 1)).Fill(int.MinValue);
        }
        return best;
    }

    /// <summary>How alike the search text and a place are, line by line; long lines count more.</summary>
    private double Similarity(int place)
    {
        double sum = 0, weights = 0;
        for (var i = 0; i < Math.Min(sketches.Length, ComparedLines); i++)
        {
            var weight = Math.Sqrt(sketches[i].Length);
            sum += weight * LineSimilarity(sketches[i], place + i);
            weights += weight;
        }
        return weights > 0 ? sum / weights : 0;
    }

    private double LineSimilarity(int[] sketch, int line)
    {
        var best = 0.0;
        for (var near = Math.Max(0, line - Drift); near <= Math.Min(source.LineCount - 1, line + Drift); near++)
        {
            var likeness = LineSketch.Similarity(sketch, SourceSketch(near));
            best = Math.Max(best, likeness * (near == line ? 1 : 0.95));
        }
        return best;
    }

    private int[] SourceSketch(int line) =>
        sourceSketches.TryGetValue(line, out var sketch) ? sketch : sourceSketches[line] = LineSketch.Of(source.Line(line));
}
