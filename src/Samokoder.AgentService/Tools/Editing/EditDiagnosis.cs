namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Tells the model what is wrong with its blocks.</summary>
internal static class EditDiagnosis
{
    /// <summary>The most characters that a diagnosis has.</summary>
    public const int MaxLength = 2500;

    public static EditFailure Describe(SourceText source, BlockMatcher matcher, IReadOnlyList<BlockText> texts, IReadOnlyList<EditProblem> problems)
    {
        var text = string.Join('\n', problems.Select(p => p.Sentence));
        return new(problems[0].Kind, problems[0].Index + 1, text.Length > MaxLength ? text[..MaxLength] : text);
    }
}
