namespace Samokoder.AgentService.Tools;

/// <summary>A file before and after an interrupted call would have changed it.</summary>
/// <param name="Before">Hash of the content, for an edit; identity of the entry, for a deletion or a move.</param>
/// <param name="After">Hash of the content once edited.</param>
/// <param name="Summary">What the edit was to report.</param>
internal sealed record FileTrace(string Before, string? After = null, string? Summary = null);
