namespace Samokoder.Contracts;

/// <summary>One page of a list.</summary>
/// <param name="Items">At most as many as the request's <c>limit</c>.</param>
/// <param name="NextCursor">What to pass as <c>cursor</c> for the next page; null on the last one. Opaque.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor = null);
