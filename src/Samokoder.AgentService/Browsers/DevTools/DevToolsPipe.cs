using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text.Json;

namespace Samokoder.AgentService.Browsers.DevTools;

/// <param name="Session">The page that it belongs to; null for the browser itself.</param>
internal sealed record DevToolsEvent(string Method, string? Session, JsonElement Params);

/// <summary>
/// The Chrome DevTools protocol over a pair of pipes (<c>--remote-debugging-pipe</c>): JSON messages, each ended by a zero byte. What comes
/// back was made by a process that runs hostile pages, so it is bounded and nothing in it is believed but what was asked for.
/// </summary>
internal sealed class DevToolsPipe : IAsyncDisposable
{
    /// <summary>A larger message ends the connection; the largest that is asked for is a screenshot of some hundred kilobytes.</summary>
    private const int MaxMessageBytes = 32 << 20;

    private readonly Stream toBrowser;
    private readonly Stream fromBrowser;
    private readonly SemaphoreSlim writing = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> waiting = new();
    private readonly ConcurrentDictionary<string, Action<DevToolsEvent>> handlers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();
    private int lastId;

    private volatile bool gone;
    private volatile string? end;

    public DevToolsPipe(Stream toBrowser, Stream fromBrowser)
    {
        this.toBrowser = toBrowser;
        this.fromBrowser = fromBrowser;
        Closed = ReadAsync();
    }

    /// <summary>Done when the browser has closed its end. Never faulted.</summary>
    public Task Closed { get; }

    /// <summary>Calls the handler, in order and one at a time, for each event of a page. It must be quick.</summary>
    public void Listen(string session, Action<DevToolsEvent> handler) => handlers[session] = handler;

    public void StopListening(string session) => handlers.TryRemove(session, out _);

    /// <exception cref="DevToolsException">The browser refused it or is gone.</exception>
    public async Task<JsonElement> SendAsync(string method, object? parameters, string? session, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[id] = answer;
        try
        {
            await WriteAsync(new { id, method, @params = parameters ?? new { }, sessionId = session }, cancellationToken);
            if (gone)
                throw Gone();
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (IOException)
        {
            throw Gone();
        }
        finally
        {
            waiting.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Closed;
        writing.Dispose();
        stopping.Dispose();
    }

    private async Task WriteAsync(object message, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(message, DevToolsJson.Options);
        await writing.WaitAsync(cancellationToken);
        try
        {
            // Half a message would make the rest unreadable: once begun it is written to its end.
            await toBrowser.WriteAsync(bytes, CancellationToken.None);
            await toBrowser.WriteAsync(new byte[1], CancellationToken.None);
            await toBrowser.FlushAsync(CancellationToken.None);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(fromBrowser, new StreamPipeReaderOptions(bufferSize: 65_536));
        var searched = 0L;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(stopping.Token);
                var buffer = read.Buffer;
                while (buffer.Slice(searched).PositionOf((byte)0) is { } last)
                {
                    Take(buffer.Slice(0, last));
                    buffer = buffer.Slice(buffer.GetPosition(1, last));
                    searched = 0;
                }
                searched = buffer.Length; // Large messages come in many pieces; each is searched once.
                if (read.IsCompleted || buffer.Length > MaxMessageBytes)
                    break;
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        catch (Exception exception)
        {
            // It ended, or says what is not the protocol: whatever it is, nobody may wait for it any more.
            end = exception is OperationCanceledException or IOException or ObjectDisposedException ? null : exception.Message;
        }
        gone = true;
        foreach (var answer in waiting.Values)
            answer.TrySetException(Gone());
        await reader.CompleteAsync();
    }

    private void Take(ReadOnlySequence<byte> message)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (root.TryGetProperty("id", out var id))
            Answer(id.GetInt32(), root);
        else if (root.TryGetProperty("sessionId", out var session) && handlers.TryGetValue(session.GetString()!, out var handler))
            handler(new DevToolsEvent(root.GetProperty("method").GetString()!, session.GetString(), root.GetProperty("params").Clone()));
    }

    private void Answer(int id, JsonElement message)
    {
        if (!waiting.TryGetValue(id, out var answer))
            return;
        if (message.TryGetProperty("error", out var error))
            answer.TrySetException(new DevToolsException(error.GetProperty("message").GetString() ?? "The browser refused the command."));
        else
            answer.TrySetResult(message.GetProperty("result").Clone());
    }

    private DevToolsException Gone() => new($"The browser was closed or crashed. {end}".TrimEnd(), gone: true);
}
