using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Samokoder.Tests.Support.Fakes;

/// <summary>A mail server on a real socket that speaks as much of SMTP (RFC 5321) as a client needs, and keeps what it takes.</summary>
internal sealed class FakeSmtp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public FakeSmtp()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public ConcurrentQueue<(string Recipient, MimeMessage Message)> Taken { get; } = new();

    /// <summary>What it answers to a recipient, such as 451 for "later" or 550 for "never".</summary>
    public string AnswerToRecipient { get; set; } = "250 fine";

    public int Refusals { get; private set; }

    public (string Key, string Value)[] Settings =>
    [
        ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", Port.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("Smtp:Security", "none"),
        ("Smtp:From", "Samokoder <noreply@example.org>"), ("Web:Origin", "https://samokoder.example"), ("Auth:Registration", "Confirm"),
    ];

    /// <summary>The next mail to the address, waited for.</summary>
    public async Task<MimeMessage> WaitForAsync(string recipient, int nth = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (Taken.Where(m => m.Recipient.Equals(recipient, StringComparison.OrdinalIgnoreCase)).ElementAtOrDefault(nth - 1).Message is { } message)
                return message;
            await Task.Delay(25, limit.Token);
        }
    }

    /// <summary>The token of the link in the mail.</summary>
    public async Task<string> WaitForTokenAsync(string recipient, int nth = 1)
    {
        var text = (await WaitForAsync(recipient, nth)).TextBody!;
        Assert.Contains("https://samokoder.example/", text, StringComparison.Ordinal);
        return text!.Split("token=", 2)[1].Split(['\r', '\n', ' '], 2)[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var served = new List<Task>();
        try
        {
            while (true)
                served.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(served);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await TalkAsync(reader, writer);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client hung up, or the test is over.
        }
    }

    private async Task TalkAsync(StreamReader reader, StreamWriter writer)
    {
        var recipient = "";
        await writer.WriteLineAsync("220 fake");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            if (verb == "RCPT")
                recipient = line.Split('<', '>')[1];
            if (verb == "RCPT" && !AnswerToRecipient.StartsWith('2'))
                Refusals++;
            await writer.WriteLineAsync(verb switch { "EHLO" or "HELO" => "250 fake", "RCPT" => AnswerToRecipient, "DATA" => "354 go on", "QUIT" => "221 bye", _ => "250 fine" });
            if (verb == "DATA")
            {
                Taken.Enqueue((recipient, await ReadMessageAsync(reader)));
                await writer.WriteLineAsync("250 taken");
            }
        }
    }

    /// <exception cref="IOException">The client hung up before the end: what came is no message.</exception>
    private async Task<MimeMessage> ReadMessageAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is var line && line != ".")
        {
            if (line is null) throw new EndOfStreamException("The client hung up in the middle of a message.");
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        }

        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
        return await MimeMessage.LoadAsync(stream, _stop.Token);
    }
}
