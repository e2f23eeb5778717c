namespace Samokoder.AgentService.Llm.Demo.Generation;

/// <summary>Line icons on a grid of 24 by 24, as SVG paths.</summary>
internal static class Icons
{
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["list"] = "M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4.2 6.5h.1M4.2 12h.1M4.2 17.5h.1",
        ["cart"] = "M3 4.5h2.3l2.2 10.8h10.2l2-7.6H6.1M9 19.6h.1M16.6 19.6h.1",
        ["star"] = "M12 3.8l2.5 5.2l5.7.8l-4.1 4l1 5.7l-5.1-2.7l-5.1 2.7l1-5.7l-4.1-4l5.7-.8z",
        ["repeat"] = "M4.5 11.5a7.5 7.5 0 0 1 13-4.6L20 9.5M20 4.5v5h-5M19.5 12.5a7.5 7.5 0 0 1-13 4.6L4 14.5M4 19.5v-5h5",
        ["dumbbell"] = "M6.5 7v10M3.5 9.5v5M17.5 7v10M20.5 9.5v5M6.5 12h11",
        ["pot"] = "M5 10.5h14V17a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3zM3 10.5h18M9 7V4.5M12 7V4.5M15 7V4.5",
        ["book"] = "M5 5.5A2 2 0 0 1 7 3.5h12v17H7a2 2 0 0 1-2-2zM5 18.5a2 2 0 0 1 2-2h12M9.5 7.5h5.5",
        ["film"] = "M4 5.5h16v13H4zM8 5.5v13M16 5.5v13M4 9.8h4M4 14.2h4M16 9.8h4M16 14.2h4",
        ["wallet"] = "M5.5 6.5h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2H17M16.3 13h.1",
        ["note"] = "M6 3.5h8.5L18.5 7.5v13H6zM14 3.5v4.5h4.5M9 12h6.5M9 16h6.5",
        ["users"] = "M9.5 5a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 0 0 0-6.6zM3.5 19.5c0-3.5 2.5-5.2 6-5.2s6 1.7 6 5.2M15.8 5.3a3.2 3.2 0 0 1 0 6M17.5 14.7c2 .7 3 2.3 3 4.8",
        ["box"] = "M12 3.2l7.8 4.4v8.8L12 20.8l-7.8-4.4V7.6zM4.2 7.6L12 12l7.8-4.4M12 12v8.8",
        ["calendar"] = "M6 5.5h12a2 2 0 0 1 2 2v10.5a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7.5a2 2 0 0 1 2-2zM4 10.3h16M8.5 3.5v4M15.5 3.5v4",
        ["leaf"] = "M5 19c0-9 5-14 14.5-14.5C20 14 15.5 19 8 19M5 20.5c1-5 4-8 8.5-10",
        ["task"] = "M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM8 12.3l2.8 2.7L16 9.5",
    };

    // Every app has this one for its problem notice.
    private const string AlwaysThere = "warning";

    public static string Path(string name) => Paths.GetValueOrDefault(name, Paths["list"]);

    public static string Lines(IEnumerable<string> names) =>
        string.Concat(names.Where(name => name != AlwaysThere).Distinct(StringComparer.Ordinal).Select(name => $"  {name}: '{Path(name)}',\n"));
}
