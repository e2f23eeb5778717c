using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>One change that a later prompt asks for. Names are as the prompt has them: the fields and lists are looked up when it is applied.</summary>
internal abstract record SpecChange
{
    /// <param name="Fields">In the notation of <see cref="FieldParser"/>.</param>
    public sealed record AddFields(string Fields, string? Where, Language Language) : SpecChange;

    public sealed record AddList(string Description) : SpecChange;

    public sealed record AddOptions(string Options, string Field) : SpecChange;

    public sealed record SetOptions(string Options, string Field) : SpecChange;

    /// <param name="Names">Of fields, options or lists.</param>
    public sealed record Remove(string Names) : SpecChange;

    public sealed record RenameApp(string Title) : SpecChange;

    /// <param name="From">A field, an option or a list.</param>
    public sealed record Rename(string From, string To) : SpecChange;

    public sealed record ChangeType(string Field, FieldType Type, string? Options) : SpecChange;

    public sealed record Require(string Fields, bool Required) : SpecChange;

    public sealed record UseCurrency(string Currency) : SpecChange;

    /// <param name="Other">The field beside which it is put; null for the beginning or the end.</param>
    public sealed record Move(string Field, bool Before, string? Other) : SpecChange;

    /// <param name="Field">Null for the field that the order is usually about, a date or an amount.</param>
    public sealed record SortBy(string? Field, FieldType? Type, bool Descending) : SpecChange;

    public sealed record ShowTotal(string? Field, bool Shown) : SpecChange;

    public sealed record ShowCount : SpecChange;

    /// <param name="Field">Null for the first choice of the list.</param>
    public sealed record UseBoard(string? Field) : SpecChange;

    public sealed record UseGroups(string? Field) : SpecChange;

    /// <summary>Neither board nor groups.</summary>
    public sealed record UsePlainList : SpecChange;

    public sealed record UseChart(string? Field, bool Shown) : SpecChange;

    public sealed record UseFinished(FinishedEntries Finished) : SpecChange;

    public sealed record Seed(bool Seeded) : SpecChange;

    public sealed record UseExport(bool Shown) : SpecChange;

    public sealed record UseLanguage(Language Language) : SpecChange;

    public sealed record UseTheme(Theme Theme) : SpecChange;

    public sealed record UseAccent(string Accent) : SpecChange;

    /// <summary>Every app has it.</summary>
    public sealed record HasAlready(Ability Ability) : SpecChange;

    /// <summary>The generator cannot do it.</summary>
    public sealed record OutOfReach(Limit Limit) : SpecChange;
}

/// <summary>What every app can do from its beginning.</summary>
internal enum Ability { Search, Filter, Sort, Edit, Undo, ThemeSwitch, Phone, Storage }
