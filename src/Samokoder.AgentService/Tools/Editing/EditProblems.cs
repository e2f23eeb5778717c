namespace Samokoder.AgentService.Tools.Editing;

/// <summary>Finds what keeps blocks from being applied, in the order of the blocks.</summary>
internal static class EditProblems
{
    public static List<EditProblem> Of(IReadOnlyList<BlockText> texts, IReadOnlyList<BlockMatch?> matches)
    {
        var problems = texts.Count == 0 ? [EditProblem.None] : new List<EditProblem>();
        for (var i = 0; i < texts.Count; i++)
            if (Of(i, texts[i], matches[i]) is { } problem)
                problems.Add(problem);
        return problems;
    }

    /// <param name="plans">In the order of the file.</param>
    public static List<EditProblem> Of(SourceText source, IReadOnlyList<PlannedEdit> plans)
    {
        var problems = plans.Where(p => IsIdle(source, p)).Select(p => EditProblem.Nothing(p.Index)).ToList();
        for (var i = 1; i < plans.Count; i++)
            if (plans[i].Start < plans[i - 1].End)
                problems.Add(EditProblem.Overlapping(plans[i - 1], plans[i]));
        return [.. problems.OrderBy(p => p.Index)];
    }

    private static EditProblem? Of(int index, BlockText text, BlockMatch? match) =>
        text.Search.Length == 0 ? EditProblem.Empty(index)
        : text.Search == text.Replace ? EditProblem.Nothing(index)
        : match is null ? EditProblem.Missing(index)
        : match.Hits > 1 ? EditProblem.Many(index, match)
        : null;

    private static bool IsIdle(SourceText source, PlannedEdit plan)
    {
        var start = source.InContent(plan.Start);
        var old = source.Content.AsSpan(start, source.InContent(plan.End) - start);
        return old.SequenceEqual(plan.Written)
            || (plan.End == source.Text.Length && !source.HasFinalBreak && old.SequenceEqual(plan.Written.AsSpan().TrimEnd("\r\n")));
    }
}
