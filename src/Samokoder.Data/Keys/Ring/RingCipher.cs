using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.Options;

namespace Samokoder.Data.Keys.Ring;

/// <summary>
/// Encrypts the secret part of a ring key with AES-256-GCM. The key is derived (HKDF-SHA256) from a secret that is kept outside the database, and the
/// element names it, so that several can be in use while one replaces another.
/// </summary>
internal sealed class RingCipher
{
    private const int KeySize = 32;
    private const string Element = "ringKey";
    private const string KeyAttribute = "key";

    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    public RingCipher(IOptions<KeyRingOptions> options)
    {
        foreach (var secret in options.Value.PreviousKeys.Append(options.Value.Key))
        {
            var bytes = Convert.FromBase64String(secret);
            CurrentId = Convert.ToHexStringLower(Derive(bytes, "id", 8));
            _keys[CurrentId] = Derive(bytes, "encryption", KeySize);
        }
    }

    /// <summary>Names the key that encrypts; says nothing about it.</summary>
    public string CurrentId { get; } = "";

    public XElement Encrypt(XElement secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(_keys[CurrentId], tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag, Encoding.ASCII.GetBytes(CurrentId));
        CryptographicOperations.ZeroMemory(plain);
        return new XElement(Element, new XAttribute(KeyAttribute, CurrentId), Convert.ToBase64String([.. nonce, .. tag, .. cipher]));
    }

    /// <exception cref="CryptographicException">The key is not known, or the element was changed.</exception>
    public XElement Decrypt(XElement encrypted)
    {
        var id = IdOf(encrypted) ?? "";
        if (!_keys.TryGetValue(id, out var key))
            throw new CryptographicException(
                "The key ring was encrypted with another DataProtection:Key. Set the one that was used before, or name it in DataProtection:PreviousKeys.");
        ReadOnlySpan<byte> bytes = Convert.FromBase64String(encrypted.Value);
        var (nonceSize, tagSize) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        if (bytes.Length < nonceSize + tagSize) throw new CryptographicException("The encrypted ring key is cut.");
        var plain = new byte[bytes.Length - nonceSize - tagSize];
        using var aes = new AesGcm(key, tagSize);
        aes.Decrypt(bytes[..nonceSize], bytes[(nonceSize + tagSize)..], bytes.Slice(nonceSize, tagSize), plain, Encoding.ASCII.GetBytes(id));
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }

    public static string? IdOf(XElement encrypted) => encrypted.Attribute(KeyAttribute)?.Value;

    private static byte[] Derive(byte[] secret, string purpose, int size) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, size, info: Encoding.ASCII.GetBytes($"samokoder key ring {purpose}"));
}
