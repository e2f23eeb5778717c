namespace Samokoder.ApiService.Features.Auth.Tokens;

/// <summary>
/// What a personal access token must have been given for a route. Routes without it want read for safe methods and write for the others.
/// </summary>
internal sealed record TokenScope(string Name)
{
    public const string Read = "read";

    /// <summary>Includes <see cref="Read"/>.</summary>
    public const string Write = "write";

    /// <summary>Not for such tokens at all: accounts, sign-ins, tokens and administration.</summary>
    public static readonly TokenScope Never = new("");

    public static readonly TokenScope OfRead = new(Read);
}
