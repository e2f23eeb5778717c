namespace Samokoder.AgentService.Tools.Editing;

/// <summary>What one block will do.</summary>
/// <param name="Index">Its place among the blocks, from 0.</param>
/// <param name="Start">Where the text that goes begins in <see cref="SourceText.Text"/>.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Written">What comes instead, with the line endings that it will have in the file.</param>
/// <param name="Before">The old lines between the first and the last that are not kept.</param>
/// <param name="AfterCount">How many lines stand there afterwards.</param>
/// <param name="Kept">How many lines between them are kept.</param>
internal sealed record PlannedEdit(
    int Index, EditPass Pass, int Start, int End, string Written, LineRange Before, int AfterCount, int Kept = 0);
