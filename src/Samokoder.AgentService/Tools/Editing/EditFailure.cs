namespace Samokoder.AgentService.Tools.Editing;

internal enum EditFailureKind
{
    /// <summary>There is no block at all.</summary>
    NoBlocks,

    /// <summary>The search text is empty, and the file is not.</summary>
    EmptySearch,
    NotFound,

    /// <summary>The search text is not there, but the replacement is.</summary>
    AlreadyApplied,

    /// <summary>More than one place matches.</summary>
    Ambiguous,

    /// <summary>Two blocks touch the same text.</summary>
    Overlap,

    /// <summary>The file would stay as it is.</summary>
    NoChange,
}

/// <summary>Why no block was applied.</summary>
/// <param name="Kind">The reason of the first block that failed.</param>
/// <param name="Block">Its number, from 1; 0 when there are no blocks.</param>
/// <param name="Diagnosis">What the model is told: every failed block, and for a miss the nearest region. At most 2,500 characters.</param>
internal sealed record EditFailure(EditFailureKind Kind, int Block, string Diagnosis);
