using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Samokoder.AgentService.Llm.Demo.Specs;

/// <summary>
/// What an app is: the demo model reads it out of a prompt, keeps it in the workspace as <see cref="Path"/> and makes
/// the sources from it, so a later prompt can change the app by changing this.
/// </summary>
internal sealed record AppSpec
{
    public const string Path = "src/app-spec.json";
    public const int MaxEntities = 6;
    public const int MaxFields = 12;
    public const int MaxOptions = 20;

    public const int MaxExamples = 500;

    /// <summary>Of the sources that are made from it: an app of an earlier one is written anew at its next change.</summary>
    public const int CurrentVersion = 2;

    public int Version { get; init; } = CurrentVersion;

    public required Language Language { get; init; }

    public required string Title { get; init; }

    public Theme Theme { get; init; }

    /// <summary>A name of <see cref="Generation.Palette"/> or a colour as #rrggbb.</summary>
    public required string Accent { get; init; }

    /// <summary>A browser that opens the app for the first time starts with the examples.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Seeded { get; init; }

    /// <summary>The lists can be saved as CSV files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Export { get; init; }

    public required IReadOnlyList<EntitySpec> Entities { get; init; }
}

internal sealed record EntitySpec
{
    /// <summary>The key of its data in the browser; it never changes, so data survives every later change.</summary>
    public required string Id { get; init; }

    public required string Label { get; init; }

    /// <summary>The known kind of list, such as "shopping", or null.</summary>
    public string? Domain { get; init; }

    public required IReadOnlyList<FieldSpec> Fields { get; init; }

    /// <summary>The order in which the list opens; the newest entries stand first without one.</summary>
    public SortSpec? Sort { get; init; }

    /// <summary>The key of the choice whose options are the columns of a board; null for none.</summary>
    public string? Board { get; init; }

    /// <summary>The key of the field under whose values the list is divided.</summary>
    public string? Group { get; init; }

    /// <summary>The key of the field whose values are the bars of a chart.</summary>
    public string? Chart { get; init; }

    /// <summary>What becomes of finished entries, besides being crossed out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public FinishedEntries Finished { get; init; }

    /// <summary>The number of entries is shown also where nothing else is to be counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Count { get; init; }

    /// <summary>Examples that came with the request; without any they are made up.</summary>
    public IReadOnlyList<JsonObject>? Examples { get; init; }
}

internal sealed record SortSpec(string Key, bool Descending);

internal sealed record FieldSpec
{
    public required string Key { get; init; }

    public required string Label { get; init; }

    public required FieldType Type { get; init; }

    public IReadOnlyList<string>? Options { get; init; }

    public string? Unit { get; init; }

    public string? Currency { get; init; }

    /// <summary>Null for the usual: the first text must be filled in.</summary>
    public bool? Required { get; init; }

    /// <summary>Whether its sum is shown; null for the usual: amounts and what can be added up.</summary>
    public bool? Total { get; init; }

    /// <summary>What an option was called before, and is called now: entries from before the change follow it.</summary>
    public IReadOnlyDictionary<string, string>? Renamed { get; init; }
}

internal enum FieldType { Text, LongText, Number, Money, Date, Time, Checkbox, Choice, Email, Url, Phone, Rating, Tags, Image }

/// <summary>In place among the others, after them, or not shown until one asks for them.</summary>
internal enum FinishedEntries { InPlace, Last, Hidden }

internal enum Language { En, Ru }

internal enum Theme { System, Light, Dark }
