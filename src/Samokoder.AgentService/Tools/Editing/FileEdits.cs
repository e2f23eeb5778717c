namespace Samokoder.AgentService.Tools.Editing;

/// <summary>
/// Applies search and replace blocks to the content of a file. Every block is matched against the content as it is given, in passes
/// from literal to lax (<see cref="EditPass"/>); a place is never guessed. Either all blocks are applied or nothing is.
/// Byte order mark, line endings and the presence of a final line break are those of the content; a new line takes the line ending
/// of its neighbour. Time is linear in the content for each block, whatever it contains.
/// </summary>
internal static class FileEdits
{
    public static EditResult Apply(string content, IReadOnlyList<EditBlock> edits)
    {
        var source = new SourceText(content);
        if (source.IsEmpty && edits is [{ Search: "" }])
            return Fill(content, edits[0].Replace);
        var texts = edits.Select(BlockText.Of).ToList();
        var matcher = new BlockMatcher(source);
        var matches = texts.ConvertAll(t => t.Search.Length == 0 ? null : matcher.Find(t));
        var problems = EditProblems.Of(texts, matches);
        if (problems.Count > 0)
            return new(EditDiagnosis.Describe(source, matcher, texts, problems));
        var planner = new EditPlanner(source);
        var plans = matches.Select((m, i) => planner.Plan(i, m!)).OrderBy(p => p.Start).ToList();
        problems = EditProblems.Of(source, plans);
        return problems.Count > 0
            ? new(EditDiagnosis.Describe(source, matcher, texts, problems))
            : Written(source, plans);
    }

    private static EditResult Fill(string mark, string replace)
    {
        var text = SourceText.WithoutMark(replace);
        var lines = new SourceText(text).LineCount;
        return lines == 0
            ? new(new EditFailure(EditFailureKind.NoChange, 1, EditProblem.Nothing(0).Sentence))
            : new(mark + text, [new(EditPass.Exact, new LineRange(1, 0), new LineRange(1, lines))], lines, 0);
    }

    private static EditResult Written(SourceText source, List<PlannedEdit> plans)
    {
        var text = EditWriter.Write(source, plans);
        if (text == source.Content)
            return new(new EditFailure(EditFailureKind.NoChange, plans[0].Index + 1, EditProblem.Nothing(plans[0].Index).Sentence));
        var blocks = new AppliedBlock[plans.Count];
        int shift = 0, added = 0, removed = 0, lastLine = 0;
        foreach (var plan in plans)
        {
            var shared = plan.Before.Count > 0 && plan.AfterCount > 0 && plan.Before.First == lastLine ? 1 : 0; // two blocks in one line
            blocks[plan.Index] = new(plan.Pass, plan.Before, new LineRange(plan.Before.First + shift, plan.AfterCount));
            added += plan.AfterCount - plan.Kept - shared;
            removed += plan.Before.Count - plan.Kept - shared;
            shift += plan.AfterCount - plan.Before.Count;
            lastLine = plan.Before.First + plan.Before.Count - 1;
        }
        return new(text, blocks, added, removed);
    }
}
