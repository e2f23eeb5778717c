using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>One change that a later prompt asks for.</summary>
internal abstract record SpecChange
{
    /// <param name="Fields">In the notation of <see cref="FieldParser"/>.</param>
    public sealed record AddFields(string Fields, string? Where, Language Language) : SpecChange;

    public sealed record AddList(string Description, Language Language) : SpecChange;

    public sealed record AddOptions(string Options, string Field) : SpecChange;

    public sealed record RemoveField(string Name) : SpecChange;

    public sealed record RenameApp(string Title) : SpecChange;

    public sealed record RenameField(string From, string To) : SpecChange;

    public sealed record UseTheme(Theme Theme) : SpecChange;

    public sealed record UseAccent(string Accent) : SpecChange;
}
