using System.Diagnostics.CodeAnalysis;

namespace Samokoder.AgentService.Tools.Editing;

/// <summary>The edited text with what was changed in it, or why nothing was: all blocks are applied, or none.</summary>
internal sealed record EditResult
{
    public EditResult(string text, IReadOnlyList<AppliedBlock> blocks, int added, int removed) =>
        (Text, Blocks, Added, Removed) = (text, blocks, added, removed);

    public EditResult(EditFailure failure) => (Failure, Blocks) = (failure, []);

    /// <summary>The whole new content, with the byte order mark, line endings and end of the old one.</summary>
    public string? Text { get; }

    public EditFailure? Failure { get; }

    /// <summary>One entry per block, in the order in which the blocks were given.</summary>
    public IReadOnlyList<AppliedBlock> Blocks { get; }

    /// <summary>Lines that are new or changed.</summary>
    public int Added { get; }

    /// <summary>Lines that are gone or changed.</summary>
    public int Removed { get; }

    [MemberNotNullWhen(true, nameof(Text))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Ok => Failure is null;
}

/// <summary>What became of one block.</summary>
/// <param name="Pass">The pass that found it.</param>
/// <param name="Before">The lines of the old text that it changed or removed.</param>
/// <param name="After">The lines of the new text that it changed or added.</param>
internal sealed record AppliedBlock(EditPass Pass, LineRange Before, LineRange After);

/// <summary>Consecutive lines.</summary>
/// <param name="First">Number of the first line, from 1; of the line that follows the place when <paramref name="Count"/> is 0.</param>
/// <param name="Count">How many.</param>
internal sealed record LineRange(int First, int Count)
{
    public override string ToString() => Count > 1 ? $"lines {First}–{First + Count - 1}" : $"line {First}";
}
