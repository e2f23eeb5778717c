using System.ComponentModel;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Paging;

/// <summary>The parameters of every list.</summary>
internal readonly record struct PageQuery(
    [property: Description("How many at most: 1 to 200.")] int? Limit,
    [property: Description("The nextCursor of the page before.")] string? Cursor)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public int Take => Limit ?? DefaultLimit;

    /// <summary>Null on the first page.</summary>
    public Cursor? After => Cursor is { Length: > 0 } text && Paging.Cursor.TryParse(text, out var cursor) ? cursor : null;

    public InvalidRequest? Validate() => new Validator()
        .Check(Limit is null or (>= 1 and <= MaxLimit), "limit", $"It must be 1 to {MaxLimit}.")
        .Check(string.IsNullOrEmpty(Cursor) || Paging.Cursor.TryParse(Cursor, out _), "cursor", "It is not a cursor that this API gave out. Leave it away to begin at the start.")
        .Problem;

    /// <summary>The page of <paramref name="rows"/>, which were asked for with one more than <see cref="Take"/>.</summary>
    public Page<TItem> Page<TRow, TItem>(List<TRow> rows, Func<TRow, Cursor> cursorOf, Func<TRow, TItem> map) => new(
        [.. rows.Take(Take).Select(map)],
        rows.Count > Take ? cursorOf(rows[Take - 1]).ToString() : null);
}
