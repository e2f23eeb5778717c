using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Samokoder.Tests.ApiService.Contract;

/// <summary>Tokens that look like a good one and are none.</summary>
internal static class Tokens
{
    /// <summary>The key of <see cref="ApiFixture"/>.</summary>
    private static readonly byte[] OurKey = new byte[48];

    public static IEnumerable<(string Name, string Token)> Forged(string good)
    {
        var parts = good.Split('.');
        yield return ("tampered", $"{parts[0]}.{Change(parts[1], c => c["sub"] = Guid.CreateVersion7().ToString())}.{parts[2]}");
        yield return ("expired", Sign(parts[0], Change(parts[1], c => c["exp"] = 1_700_000_000), OurKey));
        yield return ("of another type", Sign(parts[0], Change(parts[1], c => c["type"] = "refresh"), OurKey));
        yield return ("of another issuer", Sign(parts[0], Change(parts[1], c => c["iss"] = "elsewhere"), OurKey));
        yield return ("foreign-signed", Sign(parts[0], parts[1], [.. Enumerable.Repeat((byte)7, 48)]));
        yield return ("alg none", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.");
        yield return ("alg none with the signature", $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.{parts[2]}");
    }

    private static string Change(string payload, Action<JsonObject> change)
    {
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(payload))!.AsObject();
        change(claims);
        return Encode(claims.ToJsonString());
    }

    private static string Sign(string header, string payload, byte[] key) =>
        $"{header}.{payload}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{header}.{payload}")))}";

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
