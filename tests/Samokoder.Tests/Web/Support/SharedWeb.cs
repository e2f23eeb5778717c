using System.Collections.Concurrent;
using System.Net;
using Samokoder.Tests.Support;
using Samokoder.Tests.Web.Support;

[assembly: AssemblyFixture(typeof(SharedWebs))]

namespace Samokoder.Tests.Web.Support;

/// <summary>
/// A process of Web that a test has to itself until it disposes it; then the next one has it, with an API of its own behind it. A start and the
/// first showing of every page take seconds of a processor.
/// </summary>
internal sealed class SharedWeb : IAsyncDisposable
{
    private static readonly ConcurrentBag<(WebProcess Process, TcpRelay Relay)> Idle = [];

    private readonly WebProcess _process;
    private readonly TcpRelay _relay;

    private SharedWeb(WebProcess process, TcpRelay relay) => (_process, _relay) = (process, relay);

    public Uri Address => _process.Address;

    /// <summary>One whose API is this fake.</summary>
    public static async Task<SharedWeb> TakeAsync(FakeApi api)
    {
        var target = new IPEndPoint(IPAddress.Loopback, api.Address.Port);
        if (Idle.TryTake(out var web))
        {
            web.Relay.Target = target;
            return new(web.Process, web.Relay);
        }

        var relay = new TcpRelay(target);
        return new(await WebProcess.StartAsync(new Uri($"http://127.0.0.1:{relay.Port}")), relay);
    }

    public ValueTask DisposeAsync()
    {
        _relay.BreakAll();
        Idle.Add((_process, _relay));
        return ValueTask.CompletedTask;
    }

    internal static async Task EndAllAsync()
    {
        while (Idle.TryTake(out var web))
        {
            await web.Process.DisposeAsync();
            await web.Relay.DisposeAsync();
        }
    }
}

/// <summary>Ends the processes after the last test.</summary>
public sealed class SharedWebs : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await SharedWeb.EndAllAsync();
}
