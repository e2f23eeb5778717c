using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Samokoder.Benchmarks.Gateway;

/// <param name="Requests">Answered with 2xx, as the rate is.</param>
internal sealed record WrkResult(double Requests, double RequestsPerSecond, double P50Milliseconds, double P99Milliseconds);

/// <summary>The load generator wrk.</summary>
internal static partial class Wrk
{
    public static async Task<WrkResult> RunAsync(Uri url, int connections, TimeSpan duration, params string[] headers)
    {
        var start = new ProcessStartInfo("wrk") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-t2", $"-c{connections}", $"-d{duration.TotalSeconds:0}s", "--latency", .. headers.SelectMany(h => new[] { "-H", h }), url.ToString()])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || output.Contains("Non-2xx", StringComparison.Ordinal))
            throw new InvalidOperationException($"wrk did not get what it asked {url} for:\n{output}");
        return new WrkResult(
            Number(Total().Match(output)), Number(Rate().Match(output)), Milliseconds(Latency(50).Match(output)), Milliseconds(Latency(99).Match(output)));
    }

    private static Regex Latency(int percent) => new($@"^\s+{percent}%\s+(?<number>[\d.]+)(?<unit>us|ms|s)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static double Milliseconds(Match match) => Number(match) * match.Groups["unit"].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };

    private static double Number(Match match) => double.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<number>\d+) requests in", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Total();

    [GeneratedRegex(@"Requests/sec:\s+(?<number>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
