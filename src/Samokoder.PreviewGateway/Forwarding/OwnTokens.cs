using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.PreviewGateway.Forwarding;

/// <summary>Recognises credentials of Samokoder itself, which no app may see. Anything else in Authorization is the app's own.</summary>
internal sealed class OwnTokens(IConfiguration configuration)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _serviceToken = Encoding.UTF8.GetBytes(configuration["Internal:ServiceToken"] ?? "");

    public bool IsOwn(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var token = authorization.AsSpan(Scheme.Length).Trim();
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token.ToString()), _serviceToken) || IsIssuedByUs(token);
    }

    // Who issued a JWT is read without checking its signature: what merely claims to be ours is of no use to an app either.
    private static bool IsIssuedByUs(ReadOnlySpan<char> token)
    {
        var first = token.IndexOf('.');
        var length = first < 0 ? -1 : token[(first + 1)..].IndexOf('.');
        if (length <= 0) return false;
        var payload = new byte[length];
        return Base64Url.TryDecodeFromChars(token.Slice(first + 1, length), payload, out var written) && HasOurIssuer(payload.AsSpan(0, written));
    }

    private static bool HasOurIssuer(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            if (!JsonDocument.TryParseValue(ref reader, out var document)) return false;
            using (document)
            {
                return document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty("iss", out var issuer)
                    && issuer.ValueKind == JsonValueKind.String
                    && issuer.ValueEquals(AccessTokens.Issuer);
            }
        }
        catch (JsonException)
        {
            return false; // not a JWT after all
        }
    }
}
