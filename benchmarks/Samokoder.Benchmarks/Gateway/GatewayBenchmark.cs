namespace Samokoder.Benchmarks.Gateway;

/// <summary>
/// Answers of 1 KB through the preview gateway, through YARP alone with the same settings, and through nginx: rounds that take turns, medians.
/// </summary>
internal static class GatewayBenchmark
{
    private const int Connections = 64;

    /// <summary>What AppHost gives the gateway.</summary>
    private static readonly string[] SameForBoth =
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0", "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1", "DOTNET_gcServer=0", "DOTNET_GCConserveMemory=5"];

    public static async Task RunAsync(string[] args)
    {
        var (seconds, rounds) = (TimeSpan.FromSeconds(Arguments.Int(args, "seconds", 10)), Arguments.Int(args, "rounds", 3));
        await using var stand = await GatewayStand.StartAsync(SameForBoth);
        var results = stand.Targets.ToDictionary(t => t.Name, _ => new List<Round>(), StringComparer.Ordinal);
        foreach (var target in stand.Targets)
            await Wrk.RunAsync(target.Url, Connections, TimeSpan.FromSeconds(Math.Min(seconds.TotalSeconds, 5)), target.Headers); // compiled and warm
        for (var round = 0; round < rounds; round++)
        {
            foreach (var target in stand.Targets)
                results[target.Name].Add(await MeasureAsync(target, seconds));
        }

        Print(results);
    }

    private static async Task<Round> MeasureAsync(Target target, TimeSpan duration)
    {
        var before = ProcessorTime.Of(target.ProcessId);
        var load = await Wrk.RunAsync(target.Url, Connections, duration, target.Headers);
        return new(load, (ProcessorTime.Of(target.ProcessId) - before) / load.Requests);
    }

    private static void Print(Dictionary<string, List<Round>> results)
    {
        Console.WriteLine("| 1 KB, 64 connections | requests/s | of nginx | of plain YARP | p50 ms | p99 ms | processor µs/request |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        var rates = results.ToDictionary(r => r.Key, r => Statistics.Median(r.Value.Select(x => x.Load.RequestsPerSecond)), StringComparer.Ordinal);
        foreach (var (name, all) in results)
        {
            var (p50, p99) = (Statistics.Median(all.Select(x => x.Load.P50Milliseconds)), Statistics.Median(all.Select(x => x.Load.P99Milliseconds)));
            var cost = Statistics.Median(all.Select(x => x.PerRequest.TotalMicroseconds));
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {rates[name]:0} | {rates[name] / rates[GatewayStand.NginxName]:0.00} | {rates[name] / rates[GatewayStand.PlainName]:0.00} | {p50:0.0} | {p99:0.0} | {cost:0.0} |"));
        }
    }

    /// <param name="PerRequest">Processor time of the proxy, without the app and the load generator.</param>
    private sealed record Round(WrkResult Load, TimeSpan PerRequest);
}
