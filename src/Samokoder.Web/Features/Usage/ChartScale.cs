namespace Samokoder.Web.Features.Usage;

/// <summary>The top of a chart's axis: 1, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten, at least the largest value.</summary>
internal static class ChartScale
{
    private static readonly decimal[] Steps = [1, 2, 2.5m, 3, 4, 5, 6, 8, 10];

    public static decimal Top(decimal largest)
    {
        if (largest <= 0) return 1;
        var power = 1m;
        while (power < largest) power *= 10;
        while (power >= largest) power /= 10;
        return Steps.First(s => s * power >= largest) * power;
    }
}
