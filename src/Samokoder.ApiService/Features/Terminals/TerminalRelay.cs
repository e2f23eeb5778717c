using System.Net.WebSockets;
using System.Text.Json;
using Npgsql;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Files;
using Samokoder.Contracts;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.ApiService.Features.Terminals;

/// <summary>
/// Joins a person's WebSocket with the agent's, until either ends, the sign-in ends or this process stops. A side that is slow to take slows the other
/// down; nothing is kept here but one buffer each way.
/// </summary>
internal sealed class TerminalRelay(Caller caller, string? owner, string path) : IResult
{
    /// <summary>Finds connections that are gone, and keeps proxies from closing silent ones.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        using var agent = await ConnectAsync(services.GetRequiredService<AgentSockets>(), httpContext.RequestAborted);
        if (agent is null)
        {
            await AgentResult.Away.ExecuteAsync(httpContext);
            return;
        }
        using var person = await httpContext.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });
        await JoinAsync(new RelayEnd(person), new RelayEnd(agent), services);
    }

    /// <summary>An owner that is gone may be named for a minute and a half; its shells are gone with it.</summary>
    private async Task<WebSocket?> ConnectAsync(AgentSockets agents, CancellationToken cancellationToken) =>
        await agents.TryConnectAsync(path, owner, cancellationToken) ?? (owner is null ? null : await agents.TryConnectAsync(path, null, cancellationToken));

    private async Task JoinAsync(RelayEnd person, RelayEnd agent, IServiceProvider services)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        var typed = person.CopyToAsync(agent);
        var shown = agent.CopyToAsync(person);
        var signedOut = WaitForSignOutAsync(services, over.Token);
        var first = await Task.WhenAny(typed, shown, signedOut);
        if (first == signedOut)
            await PartAsync(person, agent, await signedOut);
        await Task.WhenAny(Task.WhenAll(typed, shown), Task.Delay(Parting)); // The other side takes the last words and answers the close, or does not.
        await over.CancelAsync();
        person.Abort();
        agent.Abort();
        await Task.WhenAll(typed, shown, signedOut);
    }

    /// <param name="isSignedOut">Otherwise this process stops: the client comes back, and finds its shell.</param>
    private static async Task PartAsync(RelayEnd person, RelayEnd agent, bool isSignedOut)
    {
        if (isSignedOut)
            await Task.WhenAll(person.SayAsync(new TerminalEnded(TerminalEnd.SignedOut), Parting), agent.CloseAsync(WebSocketCloseStatus.NormalClosure, Parting));
        await person.CloseAsync(isSignedOut ? WebSocketCloseStatus.PolicyViolation : WebSocketCloseStatus.EndpointUnavailable, Parting);
    }

    /// <summary>True when the sign-in has ended, or when nobody can say for long whether it has; false when waiting is cancelled.</summary>
    private async Task<bool> WaitForSignOutAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var (sessions, time) = (services.GetRequiredService<SessionEnds>(), services.GetRequiredService<TimeProvider>());
        var known = time.GetTimestamp();
        using var timer = new PeriodicTimer(CheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var good = await IsGoodAsync(sessions, cancellationToken);
                if (good == true)
                    known = time.GetTimestamp();
                else if (good == false || time.GetElapsedTime(known) > SessionEnds.Remembered)
                    return true;
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ends.
        }
        return false;
    }

    /// <summary>Null while Postgres does not answer.</summary>
    private async Task<bool?> IsGoodAsync(SessionEnds sessions, CancellationToken cancellationToken)
    {
        try
        {
            return await sessions.IsGoodAsync(caller, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            return null;
        }
    }

    /// <summary>One of the two sockets. Several may want to send, one at a time.</summary>
    private sealed class RelayEnd(WebSocket socket)
    {
        private const int BufferSize = 16 * 1024;
        private readonly SemaphoreSlim sending = new(1);

        /// <summary>Until this end closes or either is lost. Never throws.</summary>
        public async Task CopyToAsync(RelayEnd other)
        {
            var buffer = new byte[BufferSize];
            try
            {
                while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } message)
                {
                    if (message is { MessageType: WebSocketMessageType.Text, EndOfMessage: false })
                        throw new WebSocketException("A text message of a terminal is short.");
                    await other.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, CancellationToken.None);
                }
                await other.CloseAsync(socket.CloseStatus is { } status and not WebSocketCloseStatus.Empty ? status : WebSocketCloseStatus.EndpointUnavailable, Parting);
            }
            catch (Exception e) when (IsLost(e))
            {
                // The other end is cut off, not closed: the shell waits for its person to come back.
            }
        }

        public Task SayAsync(TerminalEnded message, TimeSpan patience) => TryAsync(
            token => SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, ContractJson.Options), WebSocketMessageType.Text, token), patience);

        public Task CloseAsync(WebSocketCloseStatus status, TimeSpan patience) => TryAsync(async token =>
        {
            await sending.WaitAsync(token);
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(status, null, token);
            }
            finally
            {
                sending.Release();
            }
        }, patience);

        public void Abort() => socket.Abort();

        /// <summary>Bytes need no message of the same length: each piece is one of its own, so that another sender may come between.</summary>
        private async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, CancellationToken cancellationToken)
        {
            await sending.WaitAsync(cancellationToken);
            try
            {
                await socket.SendAsync(bytes, type, endOfMessage: true, cancellationToken);
            }
            finally
            {
                sending.Release();
            }
        }

        private static async Task TryAsync(Func<CancellationToken, Task> send, TimeSpan patience)
        {
            using var limit = new CancellationTokenSource(patience);
            try
            {
                await send(limit.Token);
            }
            catch (Exception e) when (IsLost(e))
            {
                // It is gone already, or too slow to be told.
            }
        }

        private static bool IsLost(Exception e) => e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
    }
}
