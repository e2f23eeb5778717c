using System.Text.RegularExpressions;
using Samokoder.AgentService.Llm.Demo.Generation;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Parsing;

/// <summary>Reads wishes for an app that exists: "add a price and make it dark", "удали поле цена".</summary>
/// <remarks>Samples: tests/…/Demo/Corpus/FollowUps.cs.</remarks>
internal static partial class ChangeParser
{
    private const int MaxRead = 2000;

    /// <summary>Empty when the prompt asks for nothing that the generator knows.</summary>
    public static IReadOnlyList<SpecChange> Parse(string prompt)
    {
        var text = Spelling.Mend(prompt.Length > MaxRead ? prompt[..MaxRead] : prompt);
        var language = PromptParser.LanguageOf(text);
        return [.. Clause().Split(text).SelectMany(clause => ReadClause(clause.Trim(), language)).Distinct()];
    }

    private static IEnumerable<SpecChange> ReadClause(string raw, Language language)
    {
        var clause = Ending().Replace(Polite().Replace(raw, "").Trim(' ', '.', '!', '?', ','), "").Trim(' ', ',', '.');
        if (clause.Length == 0)
            return [];
        var look = Look(clause).ToArray();
        if (look.Length > 0)
            return look;
        if (Limits.PointOf(clause) is { } limit && !FieldNamed().IsMatch(clause) && !Undoing().IsMatch(clause))
            return [new SpecChange.OutOfReach(limit)];
        return ChangeRules.Read(clause, language) is { } change ? [change] : [];
    }

    private static IEnumerable<SpecChange> Look(string clause)
    {
        if (!LookWish().IsMatch(clause) || NotLook().IsMatch(clause) || (Adding().IsMatch(clause) && !ThemeWord().IsMatch(clause) && !ColourWord().IsMatch(clause)))
            yield break;
        var colour = ColourOf(clause);
        if (ThemeOf(colour is null || ThemeWord().IsMatch(clause) ? clause : Shade().Replace(clause, "")) is { } theme)
            yield return new SpecChange.UseTheme(theme);
        if (colour is not null)
            yield return new SpecChange.UseAccent(colour);
    }

    // "a black theme" is dark and not grey.
    private static string? ColourOf(string clause) => BlackTheme().IsMatch(clause) ? null : Palette.Find(clause);

    private static Theme? ThemeOf(string clause)
    {
        if (Automatic().IsMatch(clause))
            return Theme.System;
        return Dark().IsMatch(clause) || BlackTheme().IsMatch(clause) ? Theme.Dark : Light().IsMatch(clause) ? Theme.Light : null;
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"\s*(?:[,;.!?\n]|\band\b|\bthen\b|\sи\b|\bзатем\b|\bпотом\b)+\s*(?=(?:then |also |please |also please |can you |а также |ещё |пожалуйста,? )?(?:add|remove|delete|drop|rename|call it|name it|make|change|set|use|switch|sort|order by|show|hide|move|put|group|mark|cross|strike|turn|convert|export|translate|display|get rid|"
        + @"i want|i need|i'd like|добав|удали|убери|переимен|назови|сделай|поменяй|измени|смени|включи|поставь|отсортир|сортир|покажи|покажите|скрой|перенес|перемест|сгрупп|отметь|отмечай|зач[её]рк|переведи|хочу|нужн)(?:\w*)\b)", Options)]
    private static partial Regex Clause();

    [GeneratedRegex(@"^(?:(?:please|pls|plz|also|now|then|next|hey|hi|and|so|just|maybe|actually|can you|could you|would you|can we|could we|can i|could i|let's|lets|let us|i want you to|i'd like (?:you )?to|i would like (?:you )?to|i want to|it would be (?:nice|great|cool) to|ok|okay|"
        + @"а также|также|пожалуйста|пож|плиз|теперь|ещё|еще|можешь|можете|можно|можно ли|давай|давайте|и|а|ну|хочу чтобы|сможешь)[\s,]+)+", Options)]
    private static partial Regex Polite();

    [GeneratedRegex(@"[\s,]*\b(?:please|pls|plz|thanks|thank you|too|as well|instead|for me|if (?:you can|possible)|пожалуйста|плиз|спасибо|тоже|если можно|для меня)$", Options)]
    private static partial Regex Ending();

    [GeneratedRegex(@"\b(?:make|use|switch|turn|set|change|enable|add|theme|mode|want|prefer|paint|colou?r|accent|try|go|in|сделай(?:те)?|включи(?:те)?|поставь|смени(?:те)?|поменяй(?:те)?|измени(?:те)?|добав\w+|тем[аыуе]|режим\w*|хочу|перекрась|покрась|цвет\w*|акцент\w*|пусть|в)\b|^\W*(?:dark|light|т[её]мн|светл)\w*\W*$|^#[0-9a-f]{6}$", Options)]
    private static partial Regex LookWish();

    [GeneratedRegex(@"^(?:rename|remove|delete|drop|hide|mark|move|sort|call|name|переимен|удали|убери|скрой|отметь|назови|отсортир)|\b(?:fields?|columns?|options?|called|named|checkbox|switch(?:er)? (?:for|between)|list of|tab|поле|поля|колонк\w+|вариант\w*|вкладк\w*|списо?к\w*)\b|^add (?:an? )?(?:\w+ )?(?:colou?r)s?$|^добав\w+ цвет$|\b(?:toggle|button|choice|drop-?down|done|finished|completed|выполненн\w+|готов\w+|выбор\w*|переключател\w*|кнопк\w*)\b", Options)]
    private static partial Regex NotLook();

    [GeneratedRegex(@"\b(?:theme|mode|background|тем[аыуе]|режим\w*|фон\w*)\b", Options)]
    private static partial Regex ThemeWord();

    [GeneratedRegex(@"^(?:add|добав)", Options)]
    private static partial Regex Adding();

    [GeneratedRegex(@"\b(?:colou?rs?|accent|цвет\w*|акцент\w*)\b", Options)]
    private static partial Regex ColourWord();

    [GeneratedRegex(@"\b(?:dark|light|bright|т[её]мно|светло)[ -]?(?!and\b|but\b|or\b|и\b)(?=\w)", Options)]
    private static partial Regex Shade();

    [GeneratedRegex(@"\b(?:dark(?:er)?|night|т[её]мн\w*|ночн\w+|потемнее)\b", Options)]
    private static partial Regex Dark();

    [GeneratedRegex(@"\b(?:light(?:er)?|bright(?:er)?|white|светл\w*|бел\w+|посветлее)\b", Options)]
    private static partial Regex Light();

    [GeneratedRegex(@"\bblack (?:theme|background|mode)\b|\bч[её]рн\w+ (?:тем|фон)\w*", Options)]
    private static partial Regex BlackTheme();

    [GeneratedRegex(@"\b(?:system|auto(?:matic)?)(?: theme| mode)?\b|\bсистемн\w+ тем|\bтем\w+ (?:как в системе|системы)", Options)]
    private static partial Regex Automatic();

    [GeneratedRegex(@"\b(?:fields?|columns?|checkbox|поле|поля|колонк\w+|столбец|флажок)\b", Options)]
    private static partial Regex FieldNamed();

    [GeneratedRegex(@"^(?:rename|remove|delete|drop|hide|get rid|переимен|удали|убери|скрой)", Options)]
    private static partial Regex Undoing();
}
