using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>
/// One project's socket to the server of the apps' databases. It reads who wants to connect to what, lets through the app's own role and database,
/// and passes on the rest as it comes; the password is the server's to check. Requests to cancel are dropped: they name a connection by a number that
/// another app could guess.
/// </summary>
internal sealed partial class AppDatabaseRelay : IAsyncDisposable
{
    /// <summary>Sockets that are served at once; one more waits to be accepted.</summary>
    private const int MaxClients = 32;

    /// <summary>On the server, counted before it has checked a password; the limit of the role counts after that.</summary>
    private const int MaxConnections = 10;
    private const string Refused = "28000"; // invalid_authorization_specification
    private const string TooMany = "53300"; // too_many_connections
    private const string Unavailable = "57P03"; // cannot_connect_now
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);

    /// <summary>For one that is just being closed.</summary>
    private static readonly TimeSpan WaitForAnother = TimeSpan.FromSeconds(2);

    private readonly Guid projectId;
    private readonly string name;
    private readonly AppDatabaseReadiness readiness;
    private readonly AppDatabaseServer server;
    private readonly ILogger log;
    private readonly Socket listener;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim all;
    private readonly SemaphoreSlim mine = new(MaxConnections);
    private readonly SemaphoreSlim slots = new(MaxClients);
    private readonly ConcurrentDictionary<Task, bool> connections = new();
    private readonly Task accepting;

    /// <param name="name">Of the app's role and database.</param>
    /// <param name="all">A place for each connection to the server that the relays of this process may have together.</param>
    public AppDatabaseRelay(
        Guid projectId, string socketPath, string name, AppDatabaseReadiness readiness, AppDatabaseServer server, SemaphoreSlim all, ILogger log)
    {
        this.projectId = projectId;
        this.name = name;
        this.readiness = readiness;
        this.server = server;
        this.all = all;
        this.log = log;
        File.Delete(socketPath);
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        // The folder decides who reaches it; the sandbox user must be able to connect.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(socketPath, (UnixFileMode)0b110_110_110);
        listener.Listen(MaxClients);
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(connections.Keys);
        stopping.Dispose();
        slots.Dispose();
        mine.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await slots.WaitAsync(stopping.Token);
                Track(ServeAsync(await listener.AcceptAsync(stopping.Token)));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (!stopping.IsCancellationRequested)
                    LogBroken(log, projectId, e.Message);
            }
        }
    }

    private void Track(Task connection)
    {
        connections[connection] = true;
        _ = connection.ContinueWith(done => connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket client)
    {
        using var socket = client;
        try
        {
            if (await AdmitAsync(socket) is { } startup)
                await PassOnAsync(socket, startup);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            LogBroken(log, projectId, e.Message);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <returns>What to tell the server, for whom there is a place then; null when the client was refused.</returns>
    private async Task<StartupPacket?> AdmitAsync(Socket client)
    {
        using var connecting = Limit();
        if (await StartupPacket.ReadAsync(client, connecting.Token) is not { } startup)
            return null;
        if (startup.User != name || startup.Database != name || startup.Parameters.ContainsKey("replication"))
        {
            LogRefused(log, projectId);
            await RefuseAsync(client, Refused, "Only the app's own database can be reached from here. Connect with DATABASE_URL as it is.", connecting.Token);
            return null;
        }
        if (await readiness.EnsureAsync(connecting.Token) is { } problem)
        {
            LogUnavailable(log, projectId, problem);
            await RefuseAsync(client, Unavailable, problem, connecting.Token);
            return null;
        }
        if (!await mine.WaitAsync(WaitForAnother, connecting.Token))
        {
            await RefuseAsync(client, TooMany, $"The app has {MaxConnections} connections to its database, which is the most. Close some, or use a smaller pool.", connecting.Token);
            return null;
        }
        if (await WaitForAllAsync(connecting.Token))
            return startup;
        await RefuseAsync(client, TooMany, "All apps together have as many connections as their server takes. Try again in a moment.", connecting.Token);
        return null;
    }

    /// <summary>Gives the app's own place back when there is none among all.</summary>
    private async Task<bool> WaitForAllAsync(CancellationToken cancellationToken)
    {
        var admitted = false;
        try
        {
            return admitted = await all.WaitAsync(WaitForAnother, cancellationToken);
        }
        finally
        {
            if (!admitted)
                mine.Release();
        }
    }

    private async Task PassOnAsync(Socket client, StartupPacket startup)
    {
        try
        {
            using var database = await OpenAsync(startup);
            await Task.WhenAll(CopyAsync(client, database), CopyAsync(database, client));
        }
        finally
        {
            all.Release();
            mine.Release();
        }
    }

    private async Task<Socket> OpenAsync(StartupPacket startup)
    {
        using var connecting = Limit();
        var database = await server.ConnectAsync(connecting.Token);
        try
        {
            await database.SendAsync(startup.Bytes, connecting.Token);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private CancellationTokenSource Limit()
    {
        var connecting = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        connecting.CancelAfter(ConnectTime);
        return connecting;
    }

    /// <summary>An <c>ErrorResponse</c>, which every client shows.</summary>
    private static async Task RefuseAsync(Socket client, string code, string message, CancellationToken cancellationToken)
    {
        var fields = Encoding.UTF8.GetBytes($"SFATAL\0VFATAL\0C{code}\0M{message}\0\0");
        var answer = new byte[1 + sizeof(int) + fields.Length];
        answer[0] = (byte)'E';
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), sizeof(int) + fields.Length);
        fields.CopyTo(answer, 1 + sizeof(int));
        await client.SendAsync(answer, cancellationToken);
        client.Shutdown(SocketShutdown.Send);
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, stopping.Token)) > 0)
                await to.SendAsync(buffer.AsMemory(0, count), stopping.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: the other one must not wait for it.
            from.Dispose();
            to.Dispose();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The sandbox of project {ProjectId} asked for a database or a role that is not its own and was refused.")]
    private static partial void LogRefused(ILogger logger, Guid projectId);

    [LoggerMessage(LogLevel.Warning, "The database of project {ProjectId} cannot be reached: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, Guid projectId, string reason);

    [LoggerMessage(LogLevel.Debug, "A database connection of project {ProjectId} broke: {Reason}")]
    private static partial void LogBroken(ILogger logger, Guid projectId, string reason);
}
