using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Context;

/// <summary>
/// Chooses what to leave out. It goes further than needed, because the beginning of a conversation that stays as it is costs a tenth of
/// its price where providers cache: so it jumps seldom instead of moving each turn.
/// </summary>
/// <param name="size">Tokens of a request with these messages.</param>
internal sealed class CompactionChooser(IReadOnlyList<ChatMessage> messages, int head, Compaction now, Func<IReadOnlyList<ChatMessage>, long> size)
{
    /// <summary>Shortening alone is enough when it comes below this part of the limit.</summary>
    private const double EnoughShort = 0.7;

    /// <summary>Dropping turns goes down to this part.</summary>
    private const double Target = 0.5;

    /// <summary>How much is left whole, in the order in which it is tried.</summary>
    private static readonly (int Results, int Turns, int Chars)[] Levels = [(6, 4, 1_200), (3, 3, 800), (1, 2, 400), (0, 1, 200)];

    /// <summary>The mildest compaction that fits; when none does, the harshest.</summary>
    public Compaction Choose(long limit)
    {
        var shortened = Shortened(Levels[0]);
        if (Size(shortened) <= limit * EnoughShort) return shortened;
        foreach (var level in Levels)
            if (Dropped(level, limit) is { } fits)
                return fits;
        var harshest = Shortened(Levels[^1]);
        return harshest with { DropBefore = Boundaries(Levels[^1].Turns).LastOrDefault(harshest.DropBefore) };
    }

    /// <summary>As few turns as possible, found by halving: each further turn that is dropped makes the rest smaller.</summary>
    private Compaction? Dropped((int Results, int Turns, int Chars) level, long limit)
    {
        var boundaries = Boundaries(level.Turns);
        var shortened = Shortened(level);
        var (low, high) = (0, boundaries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Size(Drop(shortened, boundaries[middle])) <= limit * Target) high = middle;
            else low = middle + 1;
        }
        if (low < boundaries.Count) return Drop(shortened, boundaries[low]);
        return boundaries.Count > 0 && Size(Drop(shortened, boundaries[^1])) is var least && least <= limit * EnoughShort ? Drop(shortened, boundaries[^1]) : null;
    }

    private static Compaction Drop(Compaction compaction, int before) =>
        compaction with { DropBefore = before, ShortenBefore = Math.Max(before, compaction.ShortenBefore) };

    private Compaction Shortened((int Results, int Turns, int Chars) level)
    {
        var (before, left) = (messages.Count, level.Results);
        while (before > head && (messages[before - 1].Role != ChatRole.Tool || left-- > 0)) before--;
        return new Compaction(messages.Count, Math.Max(before, now.DropBefore), now.DropBefore, level.Chars, now.Limit);
    }

    /// <summary>Where turns begin that may be the first to stay, oldest first.</summary>
    private List<int> Boundaries(int keepTurns)
    {
        var starts = Enumerable.Range(head, messages.Count - head).Where(i => messages[i].Role != ChatRole.Tool).ToList();
        return [.. starts.SkipLast(keepTurns - 1).Where(i => i > Math.Max(head, now.DropBefore))];
    }

    private long Size(Compaction compaction) => size(CompactedView.Render(messages, head, compaction));
}
