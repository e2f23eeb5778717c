using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Samokoder.AgentService.Sandboxes.Egress;

/// <summary>The head of one request to the proxy, as <c>CONNECT registry.example:443 HTTP/1.1</c> and headers up to an empty line.</summary>
/// <param name="Host">Null when the request is something else than a CONNECT that we can serve.</param>
internal sealed record ConnectRequest(string? Host, int Port)
{
    private const int MaxHead = 8192;

    /// <summary>Null when the connection ended before its head did.</summary>
    public static async Task<ConnectRequest?> ReadAsync(Socket socket, CancellationToken cancellationToken)
    {
        var head = new byte[MaxHead];
        var length = 0;
        while (length < MaxHead)
        {
            // Byte by byte would be exact and slow; a client must not speak before the answer to CONNECT (RFC 9110, 9.3.6).
            var count = await socket.ReceiveAsync(head.AsMemory(length), cancellationToken);
            if (count == 0)
                return null;
            length += count;
            if (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
                return Parse(Encoding.Latin1.GetString(head, 0, length));
        }
        return new ConnectRequest(null, 0);
    }

    internal static ConnectRequest Parse(string head)
    {
        var parts = head.Split("\r\n", 2)[0].Split(' ');
        var colon = parts.Length == 3 ? parts[1].LastIndexOf(':') : -1;
        return colon > 0
            && parts[0] == "CONNECT"
            && int.TryParse(parts[1].AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= 65_535
            ? new ConnectRequest(parts[1][..colon].Trim('[', ']').TrimEnd('.'), port)
            : new ConnectRequest(null, 0);
    }
}
