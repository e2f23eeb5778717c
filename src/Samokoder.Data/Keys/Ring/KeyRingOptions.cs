namespace Samokoder.Data.Keys.Ring;

/// <summary>Section <c>DataProtection</c>: what encrypts the key ring. It must not be kept in the database that holds the ring.</summary>
public sealed class KeyRingOptions
{
    public const string Section = "DataProtection";

    /// <summary>Secret: base64 of 32 random bytes or more.</summary>
    public string Key { get; set; } = "";

    /// <summary>Secret: former values of <see cref="Key"/>, as long as the ring may still be encrypted with them.</summary>
    public IList<string> PreviousKeys { get; } = [];

    internal bool IsValid => PreviousKeys.Prepend(Key).All(IsKey);

    private static bool IsKey(string key)
    {
        Span<byte> bytes = stackalloc byte[512];
        return Convert.TryFromBase64String(key, bytes, out var length) && length >= 32;
    }
}
