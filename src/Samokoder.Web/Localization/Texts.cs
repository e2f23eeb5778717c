using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;

namespace Samokoder.Web.Localization;

/// <summary>The texts of the user interface in the language of the current request or circuit (<see cref="CultureInfo.CurrentUICulture"/>).</summary>
internal static class Texts
{
    public static readonly string[] Languages = ["en", "ru"];

    private static readonly ResourceManager Resources = new("Samokoder.Web.Localization.Texts", typeof(Texts).Assembly);
    private static readonly ConcurrentDictionary<string, string> Missing = new(StringComparer.Ordinal);

    /// <summary>en or ru: what the page's <c>lang</c> attribute says.</summary>
    public static string Language =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "ru" ? "ru" : "en";

    /// <summary>The text, or the key itself when no text has it: a visible defect, not an exception.</summary>
    public static string Get(string key) =>
        Find(key) ?? Missing.GetOrAdd(key, static k => k);

    public static string? Find(string key) => Resources.GetString(key, CultureInfo.CurrentUICulture);

    public static string Get(string key, params object?[] arguments) =>
        string.Format(CultureInfo.CurrentCulture, Get(key), arguments);

    /// <summary>The form of <paramref name="key"/> that the language wants for <paramref name="count"/>: keys end in .one, .few or .many.</summary>
    public static string Count(string key, long count) =>
        Get($"{key}.{PluralForm(Language, count)}", count);

    /// <summary>CLDR plural rules for whole numbers; English uses "one" and "many" only.</summary>
    internal static string PluralForm(string language, long count)
    {
        var n = Math.Abs(count);
        if (language != "ru")
            return n == 1 ? "one" : "many";
        var (tens, ones) = (n % 100, n % 10);
        return (tens, ones) switch
        {
            ( >= 11 and <= 14, _) => "many",
            (_, 1) => "one",
            (_, >= 2 and <= 4) => "few",
            _ => "many",
        };
    }
}
