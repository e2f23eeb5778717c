using System.Globalization;

namespace Samokoder.Web.Localization;

/// <summary>Money and large counts in the person's language.</summary>
internal static class Amounts
{
    private const decimal Cent = 0.01m;

    /// <summary>"$12.34"; with four digits below one cent, so that small sums are not nothing: "$0.0031".</summary>
    public static string Usd(decimal usd) => Texts.Get("Money.Usd", usd.ToString(usd is > 0 and < Cent ? "0.0000" : "N2", CultureInfo.CurrentCulture));

    /// <summary>"950", "12.3k", "1.2M".</summary>
    public static string Compact(long count) => count switch
    {
        < 1_000 => count.ToString(CultureInfo.CurrentCulture),
        < 1_000_000 => Texts.Get("Money.Thousand", (count / 1_000m).ToString("0.#", CultureInfo.CurrentCulture)),
        _ => Texts.Get("Money.Million", (count / 1_000_000m).ToString("0.##", CultureInfo.CurrentCulture)),
    };
}
