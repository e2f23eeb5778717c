namespace Samokoder.ApiService.Features.Keys;

/// <summary>What a provider said when it was asked for its models.</summary>
/// <param name="Code">Null when it worked; else one of the error codes.</param>
/// <param name="Detail">A sentence for the user.</param>
internal sealed record ProviderAnswer(string? Code, string Detail, IReadOnlyList<string> Models)
{
    public bool Ok => Code is null;

    public static ProviderAnswer Failed(string code, string detail) => new(code, detail, []);
}
