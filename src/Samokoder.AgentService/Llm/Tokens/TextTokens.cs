namespace Samokoder.AgentService.Llm.Tokens;

/// <summary>
/// Estimates tokens of a text without a vocabulary, by the way that all common tokenizers first cut a text: words with the space before
/// them, numbers, signs, line breaks with their indentation. Within a tenth to a fifth of OpenAI's o200k_base for prose in English and
/// Russian, source code and JSON (the test measures it); a real vocabulary would cost every worker some fifty megabytes.
/// </summary>
internal static class TextTokens
{
    private enum Kind
    {
        None,
        Latin,
        Letter,
        Digit,
        Ideograph,
        Space,
        Break,
        Sign,
    }

    public static long Estimate(ReadOnlySpan<char> text)
    {
        double tokens = 0;
        for (var i = 0; i < text.Length;)
        {
            var kind = KindOf(text[i]);
            var end = i + 1;
            while (end < text.Length && Continues(kind, text[end - 1], text[end])) end++;
            tokens += Cost(kind, end - i, isLast: end == text.Length);
            i = end;
        }
        return (long)Math.Ceiling(tokens);
    }

    /// <summary>A capital letter inside a Latin word begins a new one, as in camelCase.</summary>
    private static bool Continues(Kind kind, char before, char c) => kind switch
    {
        Kind.Latin => KindOf(c) == Kind.Latin && !(char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(before)),
        Kind.Break => KindOf(c) is Kind.Break or Kind.Space,
        _ => KindOf(c) == kind,
    };

    private static double Cost(Kind kind, int length, bool isLast) => kind switch
    {
        Kind.Latin => length <= 6 ? 1 : 1 + (length - 6) / 6.0,
        Kind.Letter => length <= 3 ? 1 : 1 + (length - 3) / 4.0,
        Kind.Digit => Math.Ceiling(length / 3.0),
        Kind.Ideograph => length * 0.8,
        // One space belongs to the word after it.
        Kind.Space => length == 1 && !isLast ? 0 : 1,
        Kind.Break => 1,
        _ => length <= 2 ? 0.9 : length / 2.5,
    };

    private static Kind KindOf(char c) => c switch
    {
        '\n' or '\r' => Kind.Break,
        ' ' or '\t' => Kind.Space,
        >= '0' and <= '9' => Kind.Digit,
        (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') => Kind.Latin,
        < '\u0080' => Kind.Sign,
        >= '\u2E80' => Kind.Ideograph,
        _ when char.IsLetter(c) => Kind.Letter,
        _ => Kind.Sign,
    };
}
