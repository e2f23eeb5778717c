using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>
/// A kind of list that the demo model knows. Fields stand in the notation that a prompt uses, so they go through the same parser.
/// </summary>
internal sealed record Domain(string Id, string Icon, string Accent, string Pattern, DomainTexts En, DomainTexts Ru)
{
    public DomainTexts Texts(Language language) => language == Language.Ru ? Ru : En;
}

/// <param name="Title">The app's title when the prompt gives none.</param>
/// <param name="One">One entry, as the object of "add": "book", "книгу".</param>
/// <param name="Examples">Names of entries, separated by ";".</param>
internal sealed record DomainTexts(string Title, string One, string Fields, string Examples);
