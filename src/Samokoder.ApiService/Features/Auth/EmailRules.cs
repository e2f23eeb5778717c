namespace Samokoder.ApiService.Features.Auth;

internal static class EmailRules
{
    public const int MaxLength = 254;

    /// <summary>
    /// Something, one @, something, no spaces: more than that only the mail server of the address can know. The text is what
    /// a person typed, trimmed.
    /// </summary>
    public static bool IsPlausible(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < email.Length - 1 && email.LastIndexOf('@') == at && email.Length <= MaxLength
            && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ',' or ';' or '<' or '>' or '"' or '\\');
    }
}
