namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Where a block matches.</summary>
/// <param name="Pass">The strictest pass that found anything.</param>
/// <param name="Hits">How often, overlapping hits too.</param>
/// <param name="Lines">The lines, from 0, that the first hits begin in.</param>
/// <param name="Start">Offset of the first hit in <see cref="SourceText.Text"/>.</param>
/// <param name="End">Its end; before the break of the last line when the search text does not end in one.</param>
/// <param name="Block">The texts of the block as this pass reads them.</param>
internal sealed record BlockMatch(EditPass Pass, int Hits, IReadOnlyList<int> Lines, int Start, int End, BlockText Block);
