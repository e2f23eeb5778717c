namespace Samokoder.Benchmarks;

internal static class Statistics
{
    public static double Median(IEnumerable<double> values) => Percentile([.. values], 50);

    /// <summary>The nearest rank of the values in ascending order.</summary>
    public static double Percentile(IReadOnlyCollection<double> values, double percent)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Clamp((int)Math.Ceiling(percent / 100 * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
