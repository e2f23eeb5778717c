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

    public int Version { get; init; } = 1;

    public required Language Language { get; init; }

    public required string Title { get; init; }

    public Theme Theme { get; init; }

    /// <summary>A name of <see cref="Generation.Palette"/> or a colour as #rrggbb.</summary>
    public required string Accent { get; init; }

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
}

internal sealed record FieldSpec
{
    public required string Key { get; init; }

    public required string Label { get; init; }

    public required FieldType Type { get; init; }

    public IReadOnlyList<string>? Options { get; init; }

    public string? Unit { get; init; }

    public string? Currency { get; init; }
}

internal enum FieldType { Text, LongText, Number, Money, Date, Time, Checkbox, Choice, Email, Url, Phone, Rating }

internal enum Language { En, Ru }

internal enum Theme { System, Light, Dark }
