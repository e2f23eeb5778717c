using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>What a request comes down to.</summary>
internal abstract record Goal
{
    /// <summary>Write these files; the sentences go into the closing message.</summary>
    /// <param name="Before">What the files were made as, of those that are there already; they are edited where they differ.</param>
    /// <param name="Obsolete">Files that the app no longer uses.</param>
    public sealed record Write(AppSpec Spec, IReadOnlyList<GeneratedFile> Files, bool IsNew, IReadOnlyList<string> Notes) : Goal
    {
        public IReadOnlyDictionary<string, string> Before { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        public IReadOnlyList<string> Obsolete { get; init; } = [];
    }

    public sealed record Ask(string Question, IReadOnlyList<string> Choices) : Goal;

    /// <summary>Nothing to do but to say why.</summary>
    public sealed record Explain(string Text) : Goal;
}

/// <summary>What a request says.</summary>
/// <param name="Text">The prompt alone.</param>
/// <param name="Attachments">What came with it.</param>
/// <param name="Answer">What the user answered to the question about it, or null.</param>
internal sealed record DemoRequest(string Text, Attached Attachments, string? Answer)
{
    public Language Language { get; } = PromptParser.LanguageOf(Text);
}

/// <summary>Decides what a request means for the app that there is, if there is one.</summary>
internal sealed class GoalFinder(DemoRequest request, bool canAsk)
{
    private readonly DemoTexts texts = new(request.Language);

    /// <param name="current">The app in the workspace, or null.</param>
    public Goal Find(AppSpec? current)
    {
        if (texts.SmallTalk(request.Text, current is not null) is { } reply)
            return new Goal.Explain(reply);
        return current is null ? Fresh() : FollowUp(current);
    }

    private Goal Fresh()
    {
        if (request.Attachments.Table is { } table)
            return New(WithTable(PromptParser.Parse(request.Text), table));
        if (Limits.AppOf(request.Text) is { } limit)
            return Unbuildable(limit);
        var parsed = PromptParser.Parse(request.Text);
        if (!parsed.Recognised && Changes(request.Text).Any(change => change is not SpecChange.OutOfReach))
            return new Goal.Explain(texts.NothingToChange);
        return New(parsed);
    }

    private Goal Unbuildable(Limit limit)
    {
        var wish = limit.Texts(request.Language);
        if (request.Answer is null)
            return canAsk ? new Goal.Ask(texts.CannotBuild(wish), [wish.Nearest, texts.BuildNothing]) : new Goal.Explain(texts.CannotBuild(wish));
        var parsed = PromptParser.Parse(request.Answer);
        return parsed.Recognised ? New(parsed) : new Goal.Explain(texts.NothingBuilt);
    }

    private Goal.Write New(ParsedPrompt parsed)
    {
        List<string> notes = parsed.Recognised ? [] : [texts.NotRecognised];
        if (parsed.Left.Count > 0)
            notes.Add(texts.LeftOut(parsed.Left));
        return new Goal.Write(parsed.Spec, AppGenerator.Generate(parsed.Spec), IsNew: true, [.. notes, .. texts.OfAttachments(request.Attachments)]);
    }

    private static ParsedPrompt WithTable(ParsedPrompt parsed, AttachedTable table)
    {
        var named = parsed.Recognised ? parsed.Spec.Entities[0] : parsed.Spec.Entities[0] with { Label = table.Name, Id = Words.Identifier(table.Name) is { Length: > 0 } id ? id : "entries", Domain = null };
        var spec = parsed.Spec with { Seeded = true, Title = parsed.Recognised ? parsed.Spec.Title : table.Name, Entities = [named with { Fields = table.Fields, Examples = table.Rows, Sort = null, Board = null, Chart = null }] };
        return parsed with { Spec = spec, Recognised = true };
    }

    private Goal FollowUp(AppSpec current)
    {
        if (Changes(request.Text) is { Count: > 0 } changes)
            return changes.All(change => change is SpecChange.OutOfReach) ? OutOfReach(current, ((SpecChange.OutOfReach)changes[0]).Limit) : Changed(current, changes);
        if (request.Attachments.Table is { } table)
            return WithTab(current, WithTable(PromptParser.Parse(request.Text), table));
        var parsed = PromptParser.Parse(request.Text);
        if (!parsed.Recognised || Limits.AppOf(request.Text) is not null)
            return NotUnderstood(current);
        return request.Answer is null ? OtherApp(parsed) : Answered(parsed, current, request.Answer);
    }

    private Goal OutOfReach(AppSpec current, Limit limit)
    {
        var wish = limit.Texts(request.Language);
        if (request.Answer is null)
            return canAsk ? new Goal.Ask(texts.CannotAdd(wish), [wish.Nearest, texts.LeaveAsIs]) : new Goal.Explain(texts.CannotAdd(wish));
        var changes = Changes(request.Answer).Where(change => change is not SpecChange.OutOfReach).ToArray();
        return changes.Length > 0 ? Changed(current, changes) : new Goal.Explain(texts.NothingChanged);
    }

    private Goal Changed(AppSpec current, IReadOnlyList<SpecChange> changes)
    {
        var changed = ChangeApplier.Apply(current, changes, request.Language);
        if (changed.Done.Count == 0)
            return new Goal.Explain(string.Join(' ', changed.NotDone.Append(texts.NothingChanged)));
        return Change(current, changed.Spec, [.. changed.Done, .. changed.NotDone, .. texts.OfAttachments(request.Attachments)]);
    }

    private Goal NotUnderstood(AppSpec current)
    {
        if (request.Answer is null)
            return canAsk ? new Goal.Ask(texts.WhatShouldChange, texts.Suggestions(current)) : new Goal.Explain(texts.CannotDo);
        return Changes(request.Answer) is { Count: > 0 } changes ? Changed(current, changes) : new Goal.Explain(texts.CannotDo);
    }

    private Goal OtherApp(ParsedPrompt parsed) => canAsk
        ? new Goal.Ask(texts.AddOrReplace(parsed.Spec.Title), [texts.AddAsTab, texts.ReplaceApp, texts.LeaveAsIs])
        : new Goal.Explain(texts.CannotReplace(parsed.Spec.Title));

    private Goal Answered(ParsedPrompt parsed, AppSpec current, string answer)
    {
        if (texts.IsReplace(answer))
            return New(parsed);
        return texts.IsAdd(answer) ? WithTab(current, parsed) : new Goal.Explain(texts.NothingChanged);
    }

    private Goal WithTab(AppSpec current, ParsedPrompt parsed)
    {
        var combined = current with { Seeded = current.Seeded || parsed.Spec.Seeded, Entities = [.. current.Entities, .. WithFreeIds(parsed.Spec.Entities, current)] };
        return combined.Entities.Count > AppSpec.MaxEntities
            ? new Goal.Explain(texts.TooManyLists)
            : Change(current, combined, [texts.AddedTab(parsed.Spec.Title), .. texts.OfAttachments(request.Attachments)]);
    }

    private static IEnumerable<EntitySpec> WithFreeIds(IEnumerable<EntitySpec> added, AppSpec current)
    {
        var taken = current.Entities.Select(entity => entity.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var entity in added)
        {
            var id = entity.Id;
            for (var i = 2; !taken.Add(id); i++)
                id = $"{entity.Id}{i}";
            yield return entity with { Id = id };
        }
    }

    private static IReadOnlyList<SpecChange> Changes(string text) => ChangeParser.Parse(text);

    // Only what differs is written, so files that somebody has edited since are left alone where possible. Sources of an earlier generator are all written anew.
    private static Goal.Write Change(AppSpec old, AppSpec wished, IReadOnlyList<string> notes)
    {
        var changed = wished with { Version = AppSpec.CurrentVersion };
        var files = AppGenerator.Generate(changed);
        if (old.Version < AppSpec.CurrentVersion)
            return new Goal.Write(changed, files, IsNew: false, notes);
        var before = AppGenerator.Generate(old).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        return new Goal.Write(changed, [.. files.Where(file => before.GetValueOrDefault(file.Path) != file.Content)], IsNew: false, notes)
        {
            Before = before,
            Obsolete = [.. before.Keys.Except(files.Select(file => file.Path), StringComparer.Ordinal)],
        };
    }
}
