using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Samokoder.Messaging.Previews;

/// <summary>
/// Issues and verifies what opens a private preview: a <em>ticket</em> (minutes, in a URL, used once), a <em>link</em> (as long as its
/// owner shares it, in a URL, used by many), and the <em>pass</em> that the gateway gives for either (hours, in a cookie). All are signed for
/// one preview and for one version of its access: raising the version revokes them.
/// </summary>
/// <remarks>
/// Form: base64url of kind (1 byte; a new form takes new values), version (4, big-endian), expiry in Unix seconds (4, unsigned), nonce (16)
/// and HMAC-SHA256 (32) over all before it followed by the preview's id. The id itself is in the host name, so it is not repeated. The 57
/// bytes are a multiple of 3: no spare bits, so one content has one spelling.
/// </remarks>
public sealed class PreviewTickets
{
    /// <summary>The query parameter that carries a ticket.</summary>
    public const string QueryParameter = "__ticket";

    /// <summary>How long a ticket is good for.</summary>
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The query parameter that carries a link's token.</summary>
    public const string LinkParameter = "__share";

    /// <summary>How long a pass is good for at most after it was given. It is not renewed: who may still see the preview gets a new one.</summary>
    public static readonly TimeSpan PassLifetime = TimeSpan.FromHours(12);

    private const int VersionAt = 1;
    private const int ExpiryAt = VersionAt + 4;
    private const int NonceAt = ExpiryAt + 4;
    private const int SignatureAt = NonceAt + 16;
    private const int Length = SignatureAt + HMACSHA256.HashSizeInBytes;
    private const int LongestPreviewId = 63;
    private static readonly int TextLength = Base64Url.GetEncodedLength(Length);

    private readonly byte[][] _keys;
    private readonly TimeProvider _time;

    /// <param name="key">At least 32 bytes.</param>
    /// <param name="formerKeys">What they signed is still good; nothing new is signed with them.</param>
    public PreviewTickets(byte[] key, TimeProvider time, params IEnumerable<byte[]> formerKeys)
    {
        (_keys, _time) = ([key, .. formerKeys], time);
        ArgumentOutOfRangeException.ThrowIfLessThan(_keys.Min(k => k.Length), 32, nameof(key));
    }

    /// <summary>A ticket for whoever the caller has found to be allowed to see the preview.</summary>
    public string IssueTicket(string previewId, int version) => Issue(Kind.Ticket, previewId, version, _time.GetUtcNow() + TicketLifetime);

    /// <param name="expiresAt">Null: as long as its version is the current one.</param>
    public string IssueLink(string previewId, int version, DateTimeOffset? expiresAt) =>
        Issue(Kind.Link, previewId, version, expiresAt ?? DateTimeOffset.FromUnixTimeSeconds(uint.MaxValue));

    /// <param name="until">The end of what it is given for.</param>
    public string IssuePass(string previewId, int version, DateTimeOffset until)
    {
        var longest = _time.GetUtcNow() + PassLifetime;
        return Issue(Kind.Pass, previewId, version, until < longest ? until : longest);
    }

    /// <summary>
    /// False for one that is malformed, tampered with, expired, or for another preview. Whether it was used before, and whether its version is
    /// the current one, is for the caller to know.
    /// </summary>
    public bool TryVerifyTicket(string previewId, ReadOnlySpan<char> text, out PreviewTicket ticket) => TryVerify(Kind.Ticket, previewId, text, out ticket);

    /// <inheritdoc cref="TryVerifyTicket"/>
    public bool TryVerifyLink(string previewId, ReadOnlySpan<char> text, out PreviewTicket link) => TryVerify(Kind.Link, previewId, text, out link);

    /// <inheritdoc cref="TryVerifyTicket"/>
    public bool TryVerifyPass(string previewId, ReadOnlySpan<char> text, out PreviewTicket pass) => TryVerify(Kind.Pass, previewId, text, out pass);

    private string Issue(Kind kind, string previewId, int version, DateTimeOffset expiresAt)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(bytes[VersionAt..], version);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[ExpiryAt..], (uint)Math.Clamp(expiresAt.ToUnixTimeSeconds(), 0, uint.MaxValue));
        RandomNumberGenerator.Fill(bytes[NonceAt..SignatureAt]);
        Sign(_keys[0], bytes[..SignatureAt], previewId, bytes[SignatureAt..]);
        return Base64Url.EncodeToString(bytes);
    }

    private bool TryVerify(Kind kind, string previewId, ReadOnlySpan<char> text, out PreviewTicket ticket)
    {
        ticket = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != TextLength || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Length)
            return false;

        if (!IsSigned(bytes, previewId) || bytes[0] != (byte)kind)
            return false;

        ticket = new(
            new(bytes[NonceAt..SignatureAt], bigEndian: true), BinaryPrimitives.ReadInt32BigEndian(bytes[VersionAt..]),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[ExpiryAt..])));
        return ticket.ExpiresAt > _time.GetUtcNow();
    }

    private bool IsSigned(ReadOnlySpan<byte> bytes, string previewId)
    {
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in _keys)
        {
            Sign(key, bytes[..SignatureAt], previewId, signature);
            if (CryptographicOperations.FixedTimeEquals(signature, bytes[SignatureAt..]))
                return true;
        }

        return false;
    }

    private static void Sign(byte[] key, ReadOnlySpan<byte> content, string previewId, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(previewId.Length, LongestPreviewId);
        Span<byte> signed = stackalloc byte[SignatureAt + (LongestPreviewId * 3)];
        content.CopyTo(signed);
        var length = content.Length + Encoding.UTF8.GetBytes(previewId, signed[content.Length..]);
        HMACSHA256.HashData(key, signed[..length], signature);
    }

    private enum Kind : byte
    {
        Ticket = 3,
        Pass = 4,
        Link = 5,
    }
}
