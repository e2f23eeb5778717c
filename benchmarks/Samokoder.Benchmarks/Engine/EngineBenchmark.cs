namespace Samokoder.Benchmarks.Engine;

/// <summary>What the engine itself costs: time per step beside the model and commands, and the memory of one worker with many runs at once.</summary>
internal static class EngineBenchmark
{
    private const int Skipped = 12;

    public static async Task RunAsync(string[] args)
    {
        var (runs, steps, atOnce) = (Arguments.Int(args, "runs", 4), Arguments.Int(args, "steps", 72), Arguments.Int(args, "at-once", 50));
        await StepsAsync(Arguments.Int(args, "warm-ups", 24), runs, steps);
        await MemoryAsync(atOnce, Arguments.Int(args, "memory-steps", 30));
    }

    /// <summary>One run after the other, by a worker that has compiled what it needs: the first runs are not counted.</summary>
    private static async Task StepsAsync(int warmUps, int runs, int steps)
    {
        var model = new SteadyModel(steps);
        await using var stand = await EngineStand.StartAsync(model.Answer, atOnce: 8);
        for (var run = 0; run < warmUps; run++) await stand.WaitAsync([await stand.AddRunAsync(SteadyModel.PromptOf(run))]);
        var warm = stand.Model.Exchanges.Count;
        var before = stand.Agent.ProcessorTime;
        for (var run = 0; run < runs; run++) await stand.WaitAsync([await stand.AddRunAsync(SteadyModel.PromptOf(warmUps + run))]);
        var spent = stand.Agent.ProcessorTime - before;

        var times = SteadyModel.StepTimes(stand.Model.Exchanges.Skip(warm), Skipped);
        Console.WriteLine("| time per step beside the model, ms | steps | p50 | p90 | p99 | bar (p50) |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (var (tool, list) in times.OrderBy(t => t.Key, StringComparer.Ordinal)) Print(tool, list, "");
        Print("all", [.. times.Values.SelectMany(t => t)], "5");
        Console.WriteLine(FormattableString.Invariant($"\nProcessor time of the worker: {spent.TotalMilliseconds / (runs * steps):0.00} ms a step.\n"));
    }

    /// <summary>All runs are in the middle of their work at the same moment: the last answer of each waits for those of all others.</summary>
    private static async Task MemoryAsync(int atOnce, int steps)
    {
        var (there, begun) = (new HashSet<int>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var model = new SteadyModel(steps, run =>
        {
            lock (there)
                if (there.Add(run) && there.Count == atOnce) begun.TrySetResult();
            return go.Task;
        });
        await using var stand = await EngineStand.StartAsync(model.Answer, atOnce);
        var begin = TimeProvider.System.GetTimestamp();
        var runs = new List<Guid>();
        for (var run = 0; run < atOnce; run++) runs.Add(await stand.AddRunAsync(SteadyModel.PromptOf(run)));
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(3));
        var took = TimeProvider.System.GetElapsedTime(begin);
        var during = stand.Agent.ResidentBytes;
        go.SetResult();
        await stand.WaitAsync(runs);
        await Task.Delay(TimeSpan.FromSeconds(10));

        Console.WriteLine(FormattableString.Invariant($"| one worker, {atOnce} runs at once, {steps} steps each | MB resident | bar |"));
        Console.WriteLine("|---|---:|---:|");
        Console.WriteLine(FormattableString.Invariant($"| peak | {Megabytes(stand.Agent.PeakResidentBytes)} | 400 |"));
        Console.WriteLine(FormattableString.Invariant($"| all in their last turn | {Megabytes(during)} | |"));
        Console.WriteLine(FormattableString.Invariant($"| 10 s after the last has left | {Megabytes(stand.Agent.ResidentBytes)} | |"));
        Console.WriteLine(FormattableString.Invariant($"\nAll steps of all runs took {took.TotalSeconds:0.0} s."));
    }

    private static void Print(string name, List<double> times, string bar) => Console.WriteLine(FormattableString.Invariant(
        $"| {name} | {times.Count} | {Statistics.Percentile(times, 50):0.00} | {Statistics.Percentile(times, 90):0.00} | {Statistics.Percentile(times, 99):0.00} | {bar} |"));

    private static long Megabytes(long bytes) => bytes / 1_000_000;
}
