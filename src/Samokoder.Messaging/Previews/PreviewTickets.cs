using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Samokoder.Messaging.Previews;

/// <summary>
/// Issues and verifies what opens a private preview: a <em>ticket</em> (minutes, in a URL, used once) and the <em>pass</em> that the
/// gateway gives for it (hours, in a cookie). Both are signed for one preview and are good for no other.
/// </summary>
/// <remarks>
/// Form: base64url of kind (1 byte; a new form takes new values), expiry in Unix seconds (8, big-endian), nonce (16) and HMAC-SHA256 (32) over
/// all before it followed by the preview's id. The id itself is in the host name, so it is not repeated. The 57 bytes are a
/// multiple of 3: no spare bits, so one content has one spelling.
/// </remarks>
public sealed class PreviewTickets
{
    /// <summary>The query parameter that carries a ticket.</summary>
    public const string QueryParameter = "__ticket";

    /// <summary>How long a ticket is good for.</summary>
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(5);

    /// <summary>How long a pass is good for after it was given or renewed.</summary>
    public static readonly TimeSpan PassLifetime = TimeSpan.FromHours(12);

    private const int ExpiryAt = 1;
    private const int NonceAt = ExpiryAt + 8;
    private const int SignatureAt = NonceAt + 16;
    private const int Length = SignatureAt + HMACSHA256.HashSizeInBytes;
    private const int LongestPreviewId = 63;
    private static readonly int TextLength = Base64Url.GetEncodedLength(Length);

    private readonly byte[] _key;
    private readonly TimeProvider _time;

    /// <param name="key">At least 32 bytes.</param>
    public PreviewTickets(byte[] key, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(key.Length, 32);
        (_key, _time) = (key, time);
    }

    /// <summary>A ticket for whoever the caller has found to be allowed to see the preview.</summary>
    public string IssueTicket(string previewId) => Issue(Kind.Ticket, previewId, TicketLifetime);

    public string IssuePass(string previewId) => Issue(Kind.Pass, previewId, PassLifetime);

    /// <summary>False for one that is malformed, tampered with, expired, or for another preview. Whether it was used before is for the caller to know.</summary>
    public bool TryVerifyTicket(string previewId, ReadOnlySpan<char> text, out PreviewTicket ticket) => TryVerify(Kind.Ticket, previewId, text, out ticket);

    public bool TryVerifyPass(string previewId, ReadOnlySpan<char> text, out PreviewTicket pass) => TryVerify(Kind.Pass, previewId, text, out pass);

    private string Issue(Kind kind, string previewId, TimeSpan lifetime)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[ExpiryAt..], _time.GetUtcNow().Add(lifetime).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(bytes[NonceAt..SignatureAt]);
        Sign(bytes[..SignatureAt], previewId, bytes[SignatureAt..]);
        return Base64Url.EncodeToString(bytes);
    }

    private bool TryVerify(Kind kind, string previewId, ReadOnlySpan<char> text, out PreviewTicket ticket)
    {
        ticket = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != TextLength || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Length)
            return false;

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(bytes[..SignatureAt], previewId, signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes[SignatureAt..]) || bytes[0] != (byte)kind)
            return false;

        ticket = new(new(bytes[NonceAt..SignatureAt], bigEndian: true), DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(bytes[ExpiryAt..])));
        return ticket.ExpiresAt > _time.GetUtcNow();
    }

    private void Sign(ReadOnlySpan<byte> content, string previewId, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(previewId.Length, LongestPreviewId);
        Span<byte> signed = stackalloc byte[SignatureAt + (LongestPreviewId * 3)];
        content.CopyTo(signed);
        var length = content.Length + Encoding.UTF8.GetBytes(previewId, signed[content.Length..]);
        HMACSHA256.HashData(_key, signed[..length], signature);
    }

    private enum Kind : byte
    {
        Ticket = 1,
        Pass = 2,
    }
}
