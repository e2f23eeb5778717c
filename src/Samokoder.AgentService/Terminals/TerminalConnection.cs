using System.Net.WebSockets;
using System.Text.Json;
using Samokoder.Contracts;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Terminals;

/// <summary>
/// One WebSocket on a shell. A client that closes it as done (1000) ends the shell; one that goes away or is lost leaves it for a while.
/// </summary>
internal sealed class TerminalConnection(WebSocket socket, ProjectTerminal terminal)
{
    private readonly SeenOutput seen = new();

    private const int BufferSize = 16 * 1024;

    /// <summary>How long the other side has to take the last words.</summary>
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(5);

    public static async Task RefuseAsync(WebSocket socket, TerminalEnded reason)
    {
        using var limit = new CancellationTokenSource(Parting);
        await TryAsync(async () =>
        {
            await SayAsync(socket, reason, limit.Token);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        });
    }

    /// <param name="after">What the client has seen of this shell.</param>
    /// <param name="aborted">The connection is lost, also while nothing is read from it because the program does not take what was typed.</param>
    /// <param name="stopping">This process stops.</param>
    public async Task RunAsync(long? after, CancellationToken aborted, CancellationToken stopping)
    {
        var reader = terminal.Connect(after);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        try
        {
            var output = TryAsync(() => ShowAsync(reader, reading.Token));
            var input = ListenAsync(listening.Token);
            if (await Task.WhenAny(input, output) == output)
                listening.CancelAfter(Parting); // It has been told the end, and may answer.
            var isDone = await input;
            await reading.CancelAsync();
            await output;
            if (isDone && reader.IsCurrent) // One that was told to go may answer as if it were done.
                await terminal.EndAsync(TerminalEnd.Exited);
            await TryAsync(AnswerCloseAsync);
        }
        finally
        {
            terminal.Disconnect(reader);
        }
    }

    private async Task ShowAsync(TerminalHistory.Reader reader, CancellationToken left)
    {
        var buffer = new byte[BufferSize];
        await SayAsync(socket, new TerminalReady(terminal.Id, reader.Position, reader.Replayed), left);
        try
        {
            int count;
            while ((count = await reader.ReadAsync(buffer, left)) > 0)
            {
                await socket.SendAsync(buffer.AsMemory(0, count), WebSocketMessageType.Binary, endOfMessage: true, left);
                await seen.WaitAsync(reader.Position, left);
            }
            await PartAsync(count == TerminalHistory.Replaced ? new TerminalEnded(TerminalEnd.TakenOver) : await terminal.Ended);
        }
        catch (OperationCanceledException) when (socket.State == WebSocketState.Open)
        {
            // This process stops: the client comes back, to another replica or to a new process.
            using var limit = new CancellationTokenSource(Parting);
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, limit.Token);
        }
    }

    private async Task PartAsync(TerminalEnded reason)
    {
        using var limit = new CancellationTokenSource(Parting);
        await SayAsync(socket, reason, limit.Token);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    private async Task AnswerCloseAsync()
    {
        using var limit = new CancellationTokenSource(Parting);
        if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    /// <summary>Until the client closes. True when it wants the shell to end.</summary>
    private async Task<bool> ListenAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken) is { MessageType: not WebSocketMessageType.Close } message)
            {
                if (message.MessageType == WebSocketMessageType.Binary)
                    await terminal.TypeAsync(buffer.AsMemory(0, message.Count), cancellationToken);
                else if (message.EndOfMessage && CommandOf(buffer.AsSpan(0, message.Count)) is { } command)
                    await ObeyAsync(command, cancellationToken);
            }
            return socket.CloseStatus == WebSocketCloseStatus.NormalClosure;
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false; // The connection is lost, or the shell has ended.
        }
    }

    private async Task ObeyAsync(TerminalCommand command, CancellationToken cancellationToken)
    {
        if (command.Type == TerminalCommand.Seen)
            seen.Set(command.Position);
        else if (command.Type == TerminalCommand.Resize && TerminalCommand.IsSize(command.Columns, command.Rows))
            await terminal.ResizeAsync(command.Columns, command.Rows, cancellationToken);
    }

    /// <summary>Null for what is none; the client is told nothing, it is ours.</summary>
    private static TerminalCommand? CommandOf(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<TerminalCommand>(json, ContractJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task SayAsync<T>(WebSocket socket, T message, CancellationToken cancellationToken) =>
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection is lost: whoever listens on it finds out too.
        }
    }
}
