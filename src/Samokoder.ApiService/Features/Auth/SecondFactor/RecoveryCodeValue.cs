using System.Security.Cryptography;
using System.Text;

namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>28 characters that nobody mixes up, in groups of four: 140 random bits, so that a plain hash of one tells nothing.</summary>
internal static class RecoveryCodeValue
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 28;
    private const int Group = 4;
    private const int PerSet = 10;

    public static IReadOnlyList<string> CreateSet() => [.. Enumerable.Range(0, PerSet).Select(_ => Create())];

    /// <summary>Of what a person typed: case, spaces and dashes do not matter.</summary>
    public static byte[] Hash(string code) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)])));

    private static string Create() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(Group).Select(c => new string(c)));
}
