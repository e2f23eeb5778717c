using System.Collections.Concurrent;
using System.Net.Sockets;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.AgentService.Browsers;

/// <summary>
/// The browser's only way out: a socket whose every connection leads to one project's app, wherever that runs just now. It is chosen here
/// and not by what the browser says.
/// </summary>
internal sealed class AppRelay : IAsyncDisposable
{
    private const int MaxConnections = 256;

    private readonly Func<string?> address;
    private readonly Socket listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly Task accepting;

    /// <param name="folder">Made here, and deleted with the relay; only the sandbox user may enter it.</param>
    /// <param name="address">The app's address; null while it does not run.</param>
    public AppRelay(string folder, SandboxUser user, Func<string?> address)
    {
        this.address = address;
        Folder = folder;
        user.CreateFolder(folder, shared: false);
        var path = Path.Combine(folder, BrowserCommand.RelaySocket);
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        if (user.Id is { } id)
        {
            LinuxNative.ChangeOwner(path, id);
            LinuxNative.ChangeOwner(folder, id);
        }
        listener.Listen(64);
        accepting = AcceptAsync();
    }

    public string Folder { get; }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections.Keys);
        stopping.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                Begin(await listener.AcceptAsync(stopping.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or the other side was gone before it was taken.
            }
        }
    }

    private void Begin(Socket client)
    {
        if (connections.Count >= MaxConnections)
        {
            client.Dispose();
            return;
        }
        var connection = Task.Run(() => ServeAsync(client));
        connections[connection] = true;
        _ = connection.ContinueWith(done => connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket client)
    {
        using var browser = client;
        try
        {
            if (address() is not { } target)
                return;
            using var app = await AppHttp.ConnectAsync(target, stopping.Token);
            await Task.WhenAll(CopyAsync(browser, app), CopyAsync(app, browser));
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // One side went away; the other sees its connection closed.
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        int count;
        while ((count = await from.ReceiveAsync(buffer, stopping.Token)) > 0)
            for (var sent = 0; sent < count;)
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), stopping.Token);
        to.Shutdown(SocketShutdown.Send);
    }
}
