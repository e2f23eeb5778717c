using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>256 random bits. Stored as SHA-256 only; a slow hash would protect nothing, as nobody can guess it.</summary>
internal static class RefreshTokenValue
{
    private const int Bytes = 32;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));
}
