namespace Samokoder.AgentService.Tools.Editing;

/// <summary>One replacement: the lines (or part of a line) to be found in the file, and what is to stand there instead.</summary>
internal sealed record EditBlock(string Search, string Replace);
