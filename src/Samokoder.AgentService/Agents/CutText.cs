namespace Samokoder.AgentService.Agents;

/// <summary>What a model is told when its answer ended at the output limit.</summary>
internal static class CutText
{
    public const string OfCall =
        "your answer reached its length limit in the middle of this call. Make it smaller: write a large file in parts, the beginning with write_file and the rest with edit_file";

    public const string OfAnswer =
        "Your answer was cut at its length limit. Go on exactly where it ends, without repeating it; if you were about to call a tool, call it now, in smaller parts.";
}
