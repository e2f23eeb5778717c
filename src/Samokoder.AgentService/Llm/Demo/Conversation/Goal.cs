using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Parsing;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>What a request comes down to.</summary>
internal abstract record Goal
{
    /// <summary>Write these files; the sentences go into the closing message.</summary>
    public sealed record Write(AppSpec Spec, IReadOnlyList<GeneratedFile> Files, bool IsNew, IReadOnlyList<string> Notes) : Goal;

    public sealed record Ask(string Question, IReadOnlyList<string> Choices) : Goal;

    /// <summary>Nothing to do but to say why.</summary>
    public sealed record Explain(string Text) : Goal;
}

/// <summary>Decides what a request means for the app that there is, if there is one.</summary>
internal static class GoalFinder
{
    /// <param name="current">The app in the workspace, or null.</param>
    /// <param name="answer">What the user answered to the question of this request, or null.</param>
    public static Goal Find(string request, AppSpec? current, string? answer, bool canAsk)
    {
        var texts = new DemoTexts(PromptParser.LanguageOf(request));
        if (current is null)
            return Fresh(request, texts);
        if (Changes(request) is { Count: > 0 } changes)
            return Changed(current, changes, texts);
        var parsed = PromptParser.Parse(request);
        if (!parsed.Recognised)
            return NotUnderstood(current, texts, answer, canAsk);
        return answer is null ? OtherApp(parsed, texts, canAsk) : Answered(parsed, current, texts, answer);
    }

    private static Goal Fresh(string request, DemoTexts texts)
    {
        var parsed = PromptParser.Parse(request);
        if (!parsed.Recognised && Changes(request).Count > 0)
            return new Goal.Explain(texts.NothingToChange);
        return New(parsed, texts);
    }

    private static Goal.Write New(ParsedPrompt parsed, DemoTexts texts)
    {
        List<string> notes = parsed.Recognised ? [] : [texts.NotRecognised];
        if (parsed.Left.Count > 0)
            notes.Add(texts.LeftOut(parsed.Left));
        return new Goal.Write(parsed.Spec, AppGenerator.Generate(parsed.Spec), IsNew: true, notes);
    }

    private static Goal Changed(AppSpec current, IReadOnlyList<SpecChange> changes, DemoTexts texts)
    {
        var changed = ChangeApplier.Apply(current, changes, texts.Language);
        if (changed.Done.Count == 0)
            return new Goal.Explain(string.Join(' ', changed.NotDone.Append(texts.NothingChanged)));
        return new Goal.Write(changed.Spec, Difference(current, changed.Spec), IsNew: false, [.. changed.Done, .. changed.NotDone]);
    }

    private static Goal NotUnderstood(AppSpec current, DemoTexts texts, string? answer, bool canAsk)
    {
        if (answer is null)
            return canAsk ? new Goal.Ask(texts.WhatShouldChange, []) : new Goal.Explain(texts.CannotDo);
        return Changes(answer) is { Count: > 0 } changes ? Changed(current, changes, texts) : new Goal.Explain(texts.CannotDo);
    }

    private static Goal OtherApp(ParsedPrompt parsed, DemoTexts texts, bool canAsk) => canAsk
        ? new Goal.Ask(texts.AddOrReplace(parsed.Spec.Title), [texts.AddAsTab, texts.ReplaceApp, texts.LeaveAsIs])
        : new Goal.Explain(texts.CannotReplace(parsed.Spec.Title));

    private static Goal Answered(ParsedPrompt parsed, AppSpec current, DemoTexts texts, string answer)
    {
        if (texts.IsReplace(answer))
            return New(parsed, texts);
        if (!texts.IsAdd(answer))
            return new Goal.Explain(texts.NothingChanged);
        var combined = current with { Entities = [.. current.Entities, .. WithFreeIds(parsed.Spec.Entities, current)] };
        return combined.Entities.Count > AppSpec.MaxEntities
            ? new Goal.Explain(texts.TooManyLists)
            : new Goal.Write(combined, Difference(current, combined), IsNew: false, [texts.AddedTab(parsed.Spec.Title)]);
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

    // Only what differs is written, so files that somebody has edited since are left alone where possible.
    private static IReadOnlyList<GeneratedFile> Difference(AppSpec old, AppSpec changed)
    {
        var before = AppGenerator.Generate(old).ToDictionary(file => file.Path, file => file.Content, StringComparer.Ordinal);
        return [.. AppGenerator.Generate(changed).Where(file => before.GetValueOrDefault(file.Path) != file.Content)];
    }
}
