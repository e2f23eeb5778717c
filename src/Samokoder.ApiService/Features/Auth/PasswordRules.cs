using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Long enough, and not one of the first that somebody would try. No rules about digits and signs: they make passwords worse.</summary>
internal static class PasswordRules
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    /// <summary>Null when the password is good; else a sentence.</summary>
    public static string? Explain(string? password, string? email)
    {
        if (password is null || password.Length < MinLength)
            return $"Use at least {MinLength} characters. A few unrelated words are easy to remember.";
        if (password.Length > MaxLength)
            return $"Use at most {MaxLength} characters.";
        return EasyPasswords.Contain(password, WordsOf(email))
            ? "This password is one of the first that somebody would try. A few unrelated words are easy to remember and hard to guess."
            : null;
    }

    public static InvalidRequest Weak(string field, string why) => new(ErrorCodes.WeakPassword, why)
    {
        Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [why] },
    };

    /// <summary>What of an e-mail somebody would try: all of it, what stands before the @, and the parts of both without the last, which is the country or "com".</summary>
    private static IEnumerable<string> WordsOf(string? email)
    {
        IEnumerable<string> words = email is null ? [] : [email, email.Split('@')[0], .. email.Split('@', '.', '-', '_', '+').SkipLast(1)];
        return words.Where(word => word.Length >= EasyPasswords.ShortestWord);
    }
}
