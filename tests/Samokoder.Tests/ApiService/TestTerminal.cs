using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Samokoder.Tests.ApiService;

/// <summary>The client's end, as the studio has it.</summary>
internal sealed class TestTerminal : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(700);

    private readonly ClientWebSocket _socket;
    private readonly StringBuilder _text = new();
    private readonly byte[] _buffer = new byte[32 * 1024];
    private Task<ValueWebSocketReceiveResult>? _receiving;
    private JsonElement? _ended;

    private TestTerminal(ClientWebSocket socket) => _socket = socket;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Guid Session { get; private set; }

    public long Position { get; private set; }

    public long Replayed { get; private set; }

    public string Text => _text.ToString();

    public string? Detail => _ended?.GetProperty("detail").GetString();

    /// <summary>With its first message, which says what it is.</summary>
    public static async Task<TestTerminal> OnAsync(ClientWebSocket socket)
    {
        var terminal = new TestTerminal(socket);
        await terminal.UntilAsync(() => terminal.Session != Guid.Empty || terminal._ended is not null);
        return terminal;
    }

    public async Task TypeAsync(string text) => await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Binary, true, Token);

    public async Task SayAsync(string json) => await _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, true, Token);

    public Task ShownAsync(params string[] texts) => UntilAsync(() => texts.All(t => Text.Contains(t, StringComparison.Ordinal)));

    /// <summary>The reason, and the exit code where there is one.</summary>
    public async Task<(string? Reason, int? ExitCode)> EndAsync()
    {
        await UntilAsync(() => _ended is not null);
        var code = _ended!.Value.GetProperty("exitCode");
        return (_ended.Value.GetProperty("reason").GetString(), _ended.Value.GetProperty("reason").GetString() == "exited" && code.ValueKind == JsonValueKind.Number ? code.GetInt32() : null);
    }

    public async Task UntilAsync(Func<bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        try
        {
            while (!holds())
                Take(await (_receiving ?? ReceiveAsync()).WaitAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            Assert.Fail($"It did not come. The terminal shows:\n{Text[^Math.Min(2000, _text.Length)..]}");
        }
    }

    public async Task<bool> MoreComesAsync()
    {
        _receiving ??= ReceiveAsync();
        return await Task.WhenAny(_receiving, Task.Delay(Silence, Token)) == _receiving;
    }

    public void Cut() => _socket.Abort();

    public async Task CloseAsync() => await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Token);

    /// <summary>Without reading on until it is answered.</summary>
    public async Task SayDoneAsync() => await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Token);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<ValueWebSocketReceiveResult> ReceiveAsync() => _receiving = _socket.ReceiveAsync(_buffer.AsMemory(), Token).AsTask();

    private void Take(ValueWebSocketReceiveResult message)
    {
        _receiving = null;
        Assert.NotEqual(WebSocketMessageType.Close, message.MessageType);
        if (message.MessageType == WebSocketMessageType.Binary)
        {
            Position += message.Count;
            _text.Append(Encoding.UTF8.GetString(_buffer, 0, message.Count));
            return;
        }
        var said = JsonDocument.Parse(_buffer.AsMemory(0, message.Count)).RootElement.Clone();
        if (said.GetProperty("type").GetString() == "ended")
            _ended = said;
        else
            (Session, Position, Replayed) = (said.GetProperty("session").GetGuid(), said.GetProperty("position").GetInt64(), said.GetProperty("replayed").GetInt64());
    }
}
