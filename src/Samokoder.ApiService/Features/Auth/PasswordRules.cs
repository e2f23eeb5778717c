using System.Collections.Frozen;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Long enough, and not one of the first that somebody would try. No rules about digits and signs: they make passwords worse.</summary>
internal static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    private static readonly FrozenSet<string> Common = ReadCommon();

    /// <summary>Null when the password is good; else a sentence.</summary>
    public static string? Explain(string? password, string? email)
    {
        if (password is null || password.Length < MinLength)
            return $"Use at least {MinLength} characters. A few unrelated words are easy to remember.";
        if (password.Length > MaxLength)
            return $"Use at most {MaxLength} characters.";
        return IsEasy(password, email)
            ? "This password is one of the first that somebody would try. A few unrelated words are easy to remember and hard to guess."
            : null;
    }

    public static InvalidRequest Weak(string field, string why) => new(ErrorCodes.WeakPassword, why)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [why] },
    };

    private static bool IsEasy(string password, string? email)
    {
        var lower = password.ToLowerInvariant();
        return Common.Contains(lower) || lower.Distinct().Count() <= 2 || IsRow(lower)
            || (email is { Length: > 0 } && (Same(lower, email) || Same(lower, email.Split('@')[0])));
    }

    /// <summary>Each character follows the one before, upwards or downwards, as in 12345678 or hgfedcba.</summary>
    private static bool IsRow(string text)
    {
        var step = text[1] - text[0];
        return step is 1 or -1 && Enumerable.Range(1, text.Length - 1).All(i => text[i] - text[i - 1] == step);
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")
            ?? throw new InvalidOperationException("common-passwords.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
