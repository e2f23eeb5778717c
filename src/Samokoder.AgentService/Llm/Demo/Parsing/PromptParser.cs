using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>What was read out of a prompt.</summary>
/// <param name="Recognised">False when the prompt named neither a known kind of list nor fields: the app is then a plain list.</param>
/// <param name="Left">Wishes that the generator knows it cannot fulfil, and fields beyond its limits.</param>
internal sealed record ParsedPrompt(AppSpec Spec, bool Recognised, IReadOnlyList<string> Left);

/// <summary>Reads an app out of a prompt in English or Russian. It never fails: what it does not understand it leaves out.</summary>
internal static partial class PromptParser
{
    private const int MaxRead = 4000;
    private const int MaxTitle = 60;

    public static ParsedPrompt Parse(string prompt)
    {
        var language = LanguageOf(prompt);
        var text = Normalise(Spelling.Mend(prompt.Length > MaxRead ? prompt[..MaxRead] : prompt));
        var (titled, rest) = TakeTitle(text);
        var found = Segments(rest, language).ToList();
        var entities = Entities(found, language);
        var recognised = entities.Count > 0;
        if (!recognised)
            entities = [Entity(new Segment("", "", false), language, [])];
        var domain = Domains.Get(entities[0].Domain);
        var title = titled ?? TitleOf(found, entities, language);
        var spec = new AppSpec
        {
            Language = language, Title = Words.Clean(title, MaxTitle), Accent = AccentOf(text) ?? domain.Accent,
            Theme = Dark().IsMatch(text) ? Theme.Dark : Light().IsMatch(text) ? Theme.Light : Theme.System, Entities = [.. entities.Select(Trimmed)],
        };
        spec = ChangeApplier.Apply(spec, FeaturesIn(text), language).Spec;
        return new ParsedPrompt(spec, recognised, [.. Wishes(text, language), .. Dropped(entities, language)]);
    }

    public static Language LanguageOf(string text)
    {
        var cyrillic = text.Count(c => c is >= 'а' and <= 'я' or >= 'А' and <= 'Я' or 'ё' or 'Ё');
        return cyrillic * 2 >= text.Count(char.IsAsciiLetter) && cyrillic > 0 ? Language.Ru : Language.En;
    }

    /// <summary>An entity of a known kind, or of the named fields, with the kind's own fields where none are named.</summary>
    public static EntitySpec Entity(Segment segment, Language language, IEnumerable<string> takenIds)
    {
        var domain = Domains.Find(segment.Head);
        var texts = (domain ?? Domains.Generic).Texts(language);
        var fields = FieldParser.ParseList(segment.Fields, language, segment.Instrumental);
        if (fields.Count == 0)
            fields = FieldParser.ParseList(texts.Fields, language, instrumental: false);
        var label = Words.Clean(HeadLabel(segment.Head, domain, language), MaxTitle);
        var id = Words.Identifier(domain?.Id ?? label) is { Length: > 0 } name ? name : "entries";
        for (var (i, taken) = (2, takenIds.ToHashSet(StringComparer.Ordinal)); !taken.Add(id); i++)
            id = $"{id.TrimEnd("0123456789".ToCharArray())}{i}";
        return new EntitySpec { Id = id, Label = label, Domain = domain?.Id, Fields = fields };
    }

    private static List<EntitySpec> Entities(List<Segment> segments, Language language)
    {
        var entities = new List<EntitySpec>();
        foreach (var segment in segments.Where(segment => segment.Fields.Length > 0 || Domains.Find(segment.Head) is not null))
        {
            var entity = Entity(segment, language, entities.Select(one => one.Id));
            var explicitFields = FieldParser.ParseList(segment.Fields, language, segment.Instrumental).Count > 0;
            if (!explicitFields && (entity.Domain is null || entities.Count > 0))
                continue;
            if (entities.Count > 0 && RefersBack(segment.Head, entity, entities[^1]))
                entities[^1] = entities[^1] with { Fields = entity.Fields };
            else
                entities.Add(entity);
        }
        return entities;
    }

    // "Each task has a title", "Fields: …" and "It should have …" describe the list that was named before.
    private static bool RefersBack(string head, EntitySpec entity, EntitySpec previous) =>
        BackReference().IsMatch(head) || head.Trim().Length == 0 || (entity.Domain is not null && entity.Domain == previous.Domain);

    private static IEnumerable<Segment> Segments(string text, Language language) =>
        SentenceEnd().Split(text).SelectMany(sentence => SegmentReader.Read(sentence, language)).Where(segment => segment.Head.Length + segment.Fields.Length > 0);

    private static EntitySpec Trimmed(EntitySpec entity) => entity with { Fields = [.. entity.Fields.Take(AppSpec.MaxFields)] };

    private static IEnumerable<string> Dropped(List<EntitySpec> entities, Language language)
    {
        var more = entities.Sum(entity => Math.Max(0, entity.Fields.Count - AppSpec.MaxFields));
        if (more > 0)
            yield return language == Language.Ru ? $"ещё поля сверх {AppSpec.MaxFields}: {more}" : $"{more} more fields than the {AppSpec.MaxFields} a list can have";
    }

    private static IEnumerable<string> Wishes(string text, Language language) =>
        Limits.Find(text).Select(wish => language == Language.Ru ? $"«{wish}»" : $"“{wish}”");

    private static IEnumerable<SpecChange> FeaturesIn(string text)
    {
        if (Board().IsMatch(text))
            yield return new SpecChange.UseBoard(null);
        if (Chart().IsMatch(text))
            yield return new SpecChange.UseChart(null, Shown: true);
        if (Sorted().Match(text) is { Success: true } sorted)
            yield return new SpecChange.SortBy(sorted.Groups["field"].Value, null, sorted.Groups["down"].Success);
        if (Sample().IsMatch(text))
            yield return new SpecChange.Seed(Seeded: true);
        if (Exported().IsMatch(text))
            yield return new SpecChange.UseExport(Shown: true);
    }

    private static string? AccentOf(string text) => Coloured().Match(text) is { Success: true } match ? Generation.Palette.Find(match.Value) : null;

    private static string TitleOf(List<Segment> segments, List<EntitySpec> entities, Language language)
    {
        if (entities.Count == 1)
            return entities[0].Label;
        return segments.Select(segment => segment.Head).FirstOrDefault(head => head.Length > 0 && Domains.Find(head) is null && IsShort(head) && !BackReference().IsMatch(head)) is { } named
            && entities.All(entity => entity.Label != Words.SentenceCase(Lead(named)))
                ? Words.SentenceCase(Lead(named))
                : string.Join(language == Language.Ru ? " и " : " and ", entities.Take(2).Select((entity, i) => i == 0 ? entity.Label : entity.Label.ToLowerInvariant()));
    }

    private static string HeadLabel(string head, Domain? domain, Language language)
    {
        var texts = (domain ?? Domains.Generic).Texts(language);
        var afterVerb = Verb().IsMatch(head);
        var label = Lead(head);
        if (label.Length == 0 || !IsShort(label) || Sentence().IsMatch(label) || !label.Any(char.IsLetter))
            return texts.Title;
        if (language == Language.Ru)
            return RussianLabel(label, head, afterVerb, domain is null ? null : texts.Title);
        return Words.SentenceCase(label);
    }

    private static string RussianLabel(string label, string head, bool afterVerb, string? known)
    {
        // "приложение для заметок" leaves a genitive that cannot stand alone: the known kind has a title of its own.
        if (ForWhom().IsMatch(head))
            return known ?? Words.SentenceCase(ForWhom().Match(head).Value.Trim());
        var words = label.Split(' ');
        if (afterVerb)
            words[0] = RussianNouns.FromAccusative(words[0]);
        return Words.SentenceCase(string.Join(' ', words));
    }

    private static bool IsShort(string head) => head.Split(' ').Length <= 5;

    private static string Lead(string head)
    {
        var label = LookAtEnd().Replace(Polite().Replace(head, ""), "").Trim(' ', '"', '\'', '«', '»', ',', '.', '!', '?', ':', '-', '–', '—');
        return TrailingApp().Replace(label, "").Trim();
    }

    private static (string? Title, string Remaining) TakeTitle(string text)
    {
        var match = Named().Match(text);
        return match.Success
            ? (Words.Clean(match.Groups["title"].Value, MaxTitle), text.Remove(match.Index, match.Length))
            : (null, text);
    }

    private static string Normalise(string prompt)
    {
        var text = prompt.Length > MaxRead ? prompt[..MaxRead] : prompt;
        text = Please().Replace(text.ReplaceLineEndings("\n"), "");
        if (Bullet().Match(text) is { Success: true, Index: > 0 and var first } && text[..first].TrimEnd() is [.., not ':'] head)
            text = $"{head}:\n{text[first..]}";
        text = BulletOptions().Replace(text, ", ${name} (${options})");
        text = Bullet().Replace(text, ", ");
        text = ListIntroduction().Replace(text, ": ");
        return Blank().Replace(text.Replace("\n,", ",", StringComparison.Ordinal), " ").Replace(":,", ":", StringComparison.Ordinal).Replace(": ,", ":", StringComparison.Ordinal).Trim();
    }

    [GeneratedRegex(@"^[ \t]*(?:[-*•–]|\d+[.)])[ \t]+(?<name>[^:\n(]+):[ \t]*(?<options>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex BulletOptions();

    [GeneratedRegex(@"^[ \t]*(?:[-*•–]|\d+[.)])[ \t]+", RegexOptions.Multiline)]
    private static partial Regex Bullet();

    [GeneratedRegex(@":[ \t]*\n+[ \t]*,?")]
    private static partial Regex ListIntroduction();

    [GeneratedRegex(@",?\s*(?:please|pls|plz|пожалуйста|плиз|пж|thanks|thank you|спасибо)\s*[.!]?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Please();

    [GeneratedRegex(@"[ \t\f\v]+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"(?<=[.!?])\s+|\n+|;(?![^(]*\))")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@",?\s*\b(?:called|named|titled|with the title|под названием|с названием|по имени|назови(?:те)? (?:его|е[её])?)\s*[""'«“](?<title>[^""'»”]{1,120})[""'»”]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^(?:[\s,!.]*(?:please|hi|hello|hey|can you|could you|would you|i want|i need|i would like|i'd like|we need|we want|let's|help me|build|create|make|generate|write|develop|design|give|"
        + @"add|keep track of|to track|track|manage|me|us|for me|to have|to|a|an|the|my|our|some|simple|small|tiny|basic|nice|beautiful|modern|mini|personal|little|new|quick|single-page|"
        + @"web ?-?app(?:lication)?|website|app(?:lication)?|page|tool|program|for tracking|for managing|for keeping|for|of|where i can|that lets me|that tracks|that|which|"
        + @"пожалуйста|привет|здравствуйте|сделай(?:те)?|создай(?:те)?|построй(?:те)?|напиши(?:те)?|разработай(?:те)?|собери(?:те)?|хочу|хотел(?:а)? бы|нужно|нужен|нужна|нужны|надо|мне|нам|"
        + @"прост(?:ой|ое|ую|ая)|небольш(?:ой|ое|ую|ая)|маленьк(?:ий|ое|ую|ая)|красив(?:ый|ое|ую|ая)|удобн(?:ый|ое|ую|ая)|веб-?приложение|приложение|сайт|страницу|программу|сервис|для учета|для учёта|для ведения|для|"
        + @"вести|чтобы|мой|мою|мо[её]|наш|нашу)(?=[\s,.!:]|$))+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Polite();

    [GeneratedRegex(@"\b(?:сделай|создай|построй|напиши|разработай|собери|хочу|нужн\w+|добав\w+|вести)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\bдля\s+(?:ведения\s+|уч[её]та\s+)?\S.*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForWhom();

    [GeneratedRegex(@"(?:\s+|^)(?:app|application|web ?app|website|page)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TrailingApp();

    // "tasks in a dark theme" is about tasks, "prices in euros" about prices.
    [GeneratedRegex(@"[\s,]*(?:\b(?:in|with|в|с)\s+)?(?:\ban?\s+)?\b(?:dark|light|т[её]мн\w+|светл\w+)\s+(?:theme|mode|тем\w+)\s*$|\s+in\s+(?:euros?|dollars|roubles)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LookAtEnd();

    [GeneratedRegex(@"\b(?:i|we|you|can|have|has|is|are|should|want|need|where|that|я|мы|можно|чтобы|который|которая|которое|где)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\W*(?:it|each|every|fields?|columns?|they|the (?:app|list|table)|items?|entries|entry|я|он[аио]?|кажд\w+|поля|колонки|столбцы|приложение|список|таблица|в (?:нем|нём|ней|списке)|у)\b(?!\s+(?:of|для)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BackReference();

    [GeneratedRegex(@"\bdark (?:theme|mode)\b|\bin dark\b|\bdark[- ]themed\b|т[её]мн\w+ тем\w+|в т[её]мн\w+", Options)]
    private static partial Regex Dark();

    [GeneratedRegex(@"\blight (?:theme|mode)\b|светл\w+ тем\w+", Options)]
    private static partial Regex Light();

    [GeneratedRegex(@"(?:\w+|#[0-9a-f]{6}) (?:theme|accent|colou?r scheme|design|look)\b|\b(?:accent|theme|main|primary)(?: colou?r)?(?: is| in|:)? (?:\w+|#[0-9a-f]{6})|\bв \w+ (?:цвет\w*|тонах)|\w+ (?:тем[аеыу]|темой|цвет\w*|акцент\w*)\b", Options)]
    private static partial Regex Coloured();

    [GeneratedRegex(@"\bkanban\b|\bboard view\b|\bas a board\b|\b(?:task|project) board\b|\bканбан|в виде доски|\bдоск\w+ задач", Options)]
    private static partial Regex Board();

    [GeneratedRegex(@"\b(?:bar |pie )?(?:charts?|graphs?)\b|\bграфик(?:и|ом|ами)?\b|\bдиаграмм", Options)]
    private static partial Regex Chart();

    [GeneratedRegex(@"\b(?:sorted|ordered|sorting|сортировк\w+|отсортирован\w*) (?:by|по) (?:the )?(?<field>[\w-]+)(?<down>,? (?:descending|desc|newest first|по убыванию))?", Options)]
    private static partial Regex Sorted();

    [GeneratedRegex(@"\b(?:sample|example|demo|test) (?:data|entries)\b|\bwith (?:some )?examples\b|\bс примерами\b|\bтестов\w+ данн", Options)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\bexport\b|\bэкспорт", Options)]
    private static partial Regex Exported();

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
}
