using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>A wish that the generator knows and cannot fulfil.</summary>
/// <param name="Wish">A pattern of the words that ask for it, in small letters.</param>
internal sealed record Limit(string Id, string Wish, LimitTexts En, LimitTexts Ru)
{
    public LimitTexts Texts(Language language) => language == Language.Ru ? Ru : En;
}

/// <param name="Why">A sentence.</param>
/// <param name="Nearest">A prompt that the generator can fulfil instead: a change of an app, or, where a whole app is asked for, an app.</param>
internal sealed record LimitTexts(string Why, string Nearest);
