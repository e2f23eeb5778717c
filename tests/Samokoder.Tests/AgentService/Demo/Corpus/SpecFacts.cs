using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.Tests.AgentService.Demo.Corpus;

/// <summary>An app as short lines, so that a change is what is there after it and was not before.</summary>
internal static class SpecFacts
{
    /// <summary>"+" for a line that came, "-" for one that went, separated by "; ".</summary>
    public static string Difference(AppSpec before, AppSpec after)
    {
        var (old, now) = (Of(before).ToList(), Of(after).ToList());
        return string.Join("; ", [.. now.Except(old, StringComparer.Ordinal).Select(line => "+" + line), .. old.Except(now, StringComparer.Ordinal).Select(line => "-" + line), .. Order(before.Entities[0], after.Entities[0])]);
    }

    // The same fields in another order.
    private static IEnumerable<string> Order(EntitySpec before, EntitySpec after)
    {
        var (old, now) = (before.Fields.Select(field => field.Key).ToArray(), after.Fields.Select(field => field.Key).ToArray());
        if (!old.SequenceEqual(now) && old.Order(StringComparer.Ordinal).SequenceEqual(now.Order(StringComparer.Ordinal)))
            yield return $"order {string.Join(' ', now)}";
    }

    public static IEnumerable<string> Of(AppSpec spec)
    {
        yield return $"title {spec.Title}";
        yield return $"theme {spec.Theme}";
        yield return $"colour {spec.Accent}";
        yield return $"language {spec.Language}";
        if (spec.Seeded)
            yield return "examples";
        if (spec.Export)
            yield return "export";
        foreach (var entity in spec.Entities)
            foreach (var line in OfList(entity, spec.Entities.Count > 1 && entity != spec.Entities[0] ? entity.Label + ": " : ""))
                yield return line;
    }

    private static IEnumerable<string> OfList(EntitySpec entity, string prefix)
    {
        if (prefix.Length > 0)
            yield return $"list {entity.Label}";
        foreach (var field in entity.Fields)
            yield return prefix + $"{field.Label} {field.Type}{(field.Options is null ? "" : $"[{string.Join('/', field.Options)}]")}{(field.Required is { } required ? required ? " required" : " optional" : "")}{(field.Total is { } total ? total ? " total" : " no total" : "")}{(field.Currency is null or "USD" or "RUB" ? "" : " " + field.Currency)}";
        if (entity.Sort is { } sort)
            yield return $"{prefix}sort {sort.Key}{(sort.Descending ? " down" : "")}";
        foreach (var (name, key) in new[] { ("board", entity.Board), ("group", entity.Group), ("chart", entity.Chart) })
            if (key is not null)
                yield return $"{prefix}{name} {key}";
        if (entity.Finished != FinishedEntries.InPlace)
            yield return $"{prefix}finished {entity.Finished}";
        if (entity.Count)
            yield return $"{prefix}count";
    }
}
