using System.Text.Json;
using Samokoder.Contracts.Admin;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Admin;

/// <summary>Entries of the audit log in the person's language.</summary>
internal static class AuditWords
{
    /// <summary>An action that this version does not know keeps its own name.</summary>
    public static string Action(AuditRecord record) => Texts.Find($"Audit.{record.Action}") ?? record.Action;

    /// <summary>The target never became a user.</summary>
    public static bool IsGone(AuditRecord record) => record.Action == "registration.reject";

    /// <summary>What differs, field by field.</summary>
    public static IEnumerable<AuditChange> Changes(AuditRecord record)
    {
        var (before, after) = (Fields(record.Before), Fields(record.After));
        return before.Keys.Union(after.Keys)
            .Select(field => new AuditChange(Texts.Find($"Audit.Field.{field}") ?? field, before.GetValueOrDefault(field), after.GetValueOrDefault(field) ?? "—"))
            .Where(change => change.Before != change.After);
    }

    private static Dictionary<string, string> Fields(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } fields
        ? fields.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => Word(p.Value), StringComparer.Ordinal)
        : [];

    private static string Word(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => Texts.Get("Audit.Yes"),
        JsonValueKind.False => Texts.Get("Audit.No"),
        _ => value.ToString(),
    };
}

/// <param name="Before">Null when there was nothing.</param>
internal sealed record AuditChange(string Field, string? Before, string After);
