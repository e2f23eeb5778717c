using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>The first packet of a PostgreSQL client (https://www.postgresql.org/docs/current/protocol-message-formats.html).</summary>
/// <param name="Bytes">As they came.</param>
/// <param name="Parameters">At least <c>user</c>, in a packet that is one.</param>
internal sealed record StartupPacket(byte[] Bytes, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>The server's own bound.</summary>
    private const int MaxBytes = 10_000;
    private const int HeadBytes = 8;
    private const int MaxQuestions = 4;
    private const int EncryptionByTls = 80_877_103;
    private const int EncryptionByGss = 80_877_104;
    private const int Major = 3;

    public string User => Parameters.GetValueOrDefault("user", "");

    /// <summary>The user's name stands for the database's where none is named.</summary>
    public string Database => Parameters.GetValueOrDefault("database") is { Length: > 0 } database ? database : User;

    /// <summary>Reads it, declining encryption on the way: the socket does not leave the machine. Null for anything else, also for a request to cancel.</summary>
    public static async Task<StartupPacket?> ReadAsync(Socket client, CancellationToken cancellationToken)
    {
        var head = new byte[HeadBytes];
        for (var question = 0; question < MaxQuestions; question++)
        {
            if (!await FillAsync(client, head, cancellationToken))
                return null;
            var (length, code) = (BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4)));
            if (code is EncryptionByTls or EncryptionByGss && length == HeadBytes)
                await client.SendAsync("N"u8.ToArray(), cancellationToken);
            else
                return code >> 16 == Major && length is > HeadBytes and <= MaxBytes ? await ReadAsync(client, head, length, cancellationToken) : null;
        }
        return null;
    }

    private static async Task<StartupPacket?> ReadAsync(Socket client, byte[] head, int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        head.CopyTo(bytes, 0);
        if (!await FillAsync(client, bytes.AsMemory(HeadBytes), cancellationToken))
            return null;
        var words = Encoding.UTF8.GetString(bytes, HeadBytes, length - HeadBytes).Split('\0');
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < words.Length && words[i].Length > 0; i += 2)
        {
            if (!parameters.TryAdd(words[i], words[i + 1]))
                return null; // Which of the two the server would take is not ours to guess.
        }
        return new StartupPacket(bytes, parameters);
    }

    private static async Task<bool> FillAsync(Socket client, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (buffer.Length > 0)
        {
            var count = await client.ReceiveAsync(buffer, cancellationToken);
            if (count == 0)
                return false;
            buffer = buffer[count..];
        }
        return true;
    }
}
