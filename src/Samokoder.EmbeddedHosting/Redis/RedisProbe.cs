using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Samokoder.EmbeddedHosting.Redis;

/// <summary>Signs in and pings over the wire protocol (RESP), so that "healthy" means that clients get answers.</summary>
internal static class RedisProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public static async Task<string?> PingAsync(int port, string password, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Limit);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, timeout.Token);
            var answer = await ExchangeAsync(client.GetStream(), Command("AUTH", password) + Command("PING"), timeout.Token);
            return answer.Contains("+PONG", StringComparison.Ordinal) ? null : $"PING answers {answer.Trim()}.";
        }
        catch (SocketException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"Port {port} does not answer yet.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "PING has not answered within 2 s.";
        }
    }

    private static async Task<string> ExchangeAsync(NetworkStream stream, string request, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request), cancellationToken);
        var answer = new StringBuilder();
        var buffer = new byte[256];
        int read;
        while (Lines(answer) < 2 && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        return answer.ToString();
    }

    private static int Lines(StringBuilder answer) => answer.ToString().Count(c => c == '\n');

    private static string Command(params string[] parts) =>
        string.Create(CultureInfo.InvariantCulture, $"*{parts.Length}\r\n")
        + string.Concat(parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(p)}\r\n{p}\r\n")));
}
