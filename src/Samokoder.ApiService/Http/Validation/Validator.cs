using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Validation;

/// <summary>Collects everything that is wrong with a request, so that the person corrects it in one go.</summary>
internal sealed class Validator
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>Null when nothing is wrong.</summary>
    public InvalidRequest? Problem => _errors.Count == 0
        ? null
        : new(ErrorCodes.ValidationFailed, string.Join(' ', _errors.Select(e => $"{e.Key}: {e.Value[0]}"))) { Errors = _errors };

    public Validator Check(bool holds, string field, string error)
    {
        if (!holds)
            _errors.TryAdd(field, [error]);
        return this;
    }

    /// <summary>A text of 1 to <paramref name="max"/> UTF-16 units after trimming.</summary>
    public Validator Required(string field, string? value, int max) => string.IsNullOrWhiteSpace(value)
        ? Check(false, field, "It is needed, and it is missing or empty.")
        : Bounded(field, value, max);

    /// <summary>Null, or at most <paramref name="max"/> UTF-16 units after trimming.</summary>
    public Validator Bounded(string field, string? value, int max) =>
        Check(value is null || value.Trim().Length <= max, field, $"It is too long: {value?.Trim().Length} characters, and {max} are allowed.");

    /// <summary>Null, or one line of text: letters of any script, emoji and slashes are fine, control characters are not.</summary>
    public Validator OneLine(string field, string? value) =>
        Check(value is null || !value.Any(char.IsControl), field, "It must be one line without control characters.");
}
