namespace Samokoder.Benchmarks.Gateway;

/// <summary>
/// Answers of 1 KB through the preview gateway, through YARP alone with the same settings, and through nginx: rounds that take turns, medians.
/// </summary>
internal static class GatewayBenchmark
{
    private const int Connections = 64;
    private static readonly string[] SameForBoth = ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0", "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1"];

    public static async Task RunAsync(string[] args)
    {
        var (seconds, rounds) = (Arguments.Int(args, "seconds", 10), Arguments.Int(args, "rounds", 3));
        await using var stand = await GatewayStand.StartAsync(SameForBoth);
        var results = stand.Targets.ToDictionary(t => t.Name, _ => new List<WrkResult>(), StringComparer.Ordinal);
        foreach (var target in stand.Targets)
            await Wrk.RunAsync(target.Url, Connections, TimeSpan.FromSeconds(Math.Min(seconds, 5)), target.Headers); // compiled and warm
        for (var round = 0; round < rounds; round++)
        {
            foreach (var target in stand.Targets)
                results[target.Name].Add(await Wrk.RunAsync(target.Url, Connections, TimeSpan.FromSeconds(seconds), target.Headers));
        }

        Print(results);
    }

    private static void Print(Dictionary<string, List<WrkResult>> results)
    {
        Console.WriteLine("| 1 KB, 64 connections | requests/s | of nginx | of plain YARP | p50 ms | p99 ms |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        var rates = results.ToDictionary(r => r.Key, r => Statistics.Median(r.Value.Select(x => x.RequestsPerSecond)), StringComparer.Ordinal);
        foreach (var (name, all) in results)
        {
            var (p50, p99) = (Statistics.Median(all.Select(x => x.P50Milliseconds)), Statistics.Median(all.Select(x => x.P99Milliseconds)));
            Console.WriteLine(FormattableString.Invariant(
                $"| {name} | {rates[name]:0} | {rates[name] / rates[GatewayStand.NginxName]:0.00} | {rates[name] / rates[GatewayStand.PlainName]:0.00} | {p50:0.0} | {p99:0.0} |"));
        }
    }
}
