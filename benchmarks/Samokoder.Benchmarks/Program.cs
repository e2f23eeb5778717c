using Samokoder.Benchmarks.Engine;
using Samokoder.Benchmarks.Gateway;
using Samokoder.Benchmarks.Queue;

// Each benchmark is one command, prints one table, and compares with a peer in the same run where there is one.
var benchmarks = new Dictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["engine"] = EngineBenchmark.RunAsync,
    ["gateway"] = GatewayBenchmark.RunAsync,
    ["queue"] = QueueBenchmark.RunAsync,
    ["plain-proxy"] = PlainProxy.RunAsync,
};
if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var benchmark))
{
    Console.Error.WriteLine("""
        Usage: scripts/benchmark engine  [--warm-ups=24] [--runs=4] [--steps=72] [--at-once=50] [--memory-steps=30]
               scripts/benchmark gateway [--seconds=10] [--rounds=3]
               scripts/benchmark queue   [--jobs=2000] [--rounds=3]
        """);
    return 1;
}

await benchmark(args[1..]);
return 0;
