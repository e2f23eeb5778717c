using System.Globalization;
using Samokoder.Web.Localization;

namespace Samokoder.Web.Features.Usage;

/// <summary>An amount of US dollars that a person types, or nothing for no limit.</summary>
/// <param name="id">Of the input.</param>
/// <param name="label">Key of the text.</param>
internal sealed class MoneyField(string id, string label)
{
    private const decimal Largest = 1_000_000;

    public string Id { get; } = id;

    public string Label { get; } = label;

    public string? Text { get; set; }

    public string? Problem { get; private set; }

    public decimal? Usd
    {
        get => string.IsNullOrWhiteSpace(Text) ? null : Read(Text);
        set => (Text, Problem) = (value?.ToString("0.######", CultureInfo.CurrentCulture), null);
    }

    /// <summary>False when it is no amount; then <see cref="Problem"/> says so.</summary>
    public bool Parse()
    {
        Problem = string.IsNullOrWhiteSpace(Text) || Read(Text) is >= 0 and <= Largest ? null : Texts.Get("Budget.NoAmount");
        return Problem is null;
    }

    /// <summary>With a point or a comma, with or without the sign of the dollar.</summary>
    private static decimal? Read(string text) =>
        decimal.TryParse(text.Replace("$", "", StringComparison.Ordinal).Replace(',', '.').Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) ? usd : null;
}
