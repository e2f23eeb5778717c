namespace Samokoder.Web.Shell;

/// <summary>Line icons, drawn for this interface on a 24 × 24 grid; the stroke comes from the style sheet.</summary>
internal static class Icons
{
    private static readonly Dictionary<string, string> Shapes = new(StringComparer.Ordinal)
    {
        ["grid"] = """<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>""",
        ["bell"] = """<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.500 2H4.500ZM10 21h4"/>""",
        ["chart"] = """<path d="M4 20h16M6.5 16.500v-5M12 16.500V5M17.500 16.500v-8"/>""",
        ["settings"] = """<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>""",
        ["sign-out"] = """<path d="M14 4H6a1.5 1.5 0 0 0-1.5 1.5v13A1.5 1.5 0 0 0 6 20h8M10 12h10M16.5 8.5 20 12l-3.5 3.5"/>""",
        ["search"] = """<circle cx="11" cy="11" r="6.5"/><path d="m20 20-4.4-4.4"/>""",
        ["send"] = """<path d="M12 19V5M6 11l6-6 6 6"/>""",
        ["attach"] = """<path d="m19.5 11.5-7.800 7.800a5 5 0 0 1-7-7l8.300-8.300a3.300 3.300 0 0 1 4.700 4.700l-8 8a1.700 1.700 0 0 1-2.400-2.400l7.200-7.200"/>""",
        ["share"] = """<circle cx="17.5" cy="6" r="2.6"/><circle cx="6.5" cy="12" r="2.6"/><circle cx="17.5" cy="18" r="2.6"/><path d="m8.800 10.800 6.400-3.500M8.800 13.200l6.400 3.500"/>""",
        ["lock"] = """<rect x="5.5" y="10.5" width="13" height="9" rx="1.5"/><path d="M8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500"/>""",
        ["link"] = """<path d="M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1"/>""",
        ["globe"] = """<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c2.500 2.400 3.700 5.200 3.700 8.500s-1.200 6.100-3.700 8.500c-2.500-2.400-3.700-5.200-3.700-8.500s1.200-6.100 3.700-8.500Z"/>""",
        ["pick"] = """<path d="M20 10V5.500A1.500 1.500 0 0 0 18.500 4h-13A1.500 1.500 0 0 0 4 5.500v13A1.500 1.500 0 0 0 5.500 20H10M12 12l8.500 3.200-3.700 1.600-1.600 3.700Z"/>""",
        ["plug"] = """<path d="M9 3.500v5M15 3.500v5M6.500 8.500h11V12a5.500 5.500 0 0 1-11 0ZM12 17.500v3.500"/>""",
        ["stop"] = """<rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor"/>""",
        ["reload"] = """<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 4v4h-4"/>""",
        ["external"] = """<path d="M14 4h6v6M20 4l-9 9M18 14v4.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 4 18.5v-11A1.5 1.5 0 0 1 5.5 6H10"/>""",
        ["desktop"] = """<rect x="3" y="4.5" width="18" height="12" rx="1.5"/><path d="M9 20.5h6M12 16.5v4"/>""",
        ["tablet"] = """<rect x="5.5" y="3" width="13" height="18" rx="2"/><path d="M11 18h2"/>""",
        ["phone"] = """<rect x="7.5" y="3" width="9" height="18" rx="2"/><path d="M11.2 18h1.6"/>""",
        ["preview"] = """<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.8"/>""",
        ["files"] = """<path d="M3.5 18V6A1.5 1.5 0 0 1 5 4.5h4l2 2.5h8A1.5 1.5 0 0 1 20.5 8.500V18a1.5 1.5 0 0 1-1.5 1.500H5A1.5 1.5 0 0 1 3.5 18Z"/>""",
        ["file"] = """<path d="M13.5 3.500h-7A1.5 1.5 0 0 0 5 5v14a1.5 1.5 0 0 0 1.5 1.500h11A1.5 1.5 0 0 0 19 19V9ZM13.5 3.500V9H19"/>""",
        ["console"] = """<rect x="3" y="4.5" width="18" height="15" rx="2"/><path d="m7 9.5 3 2.5-3 2.500M12.5 15H17"/>""",
        ["prompt"] = """<path d="m4 7 5.500 5L4 17M12 18h8"/>""",
        ["pencil"] = """<path d="m4 20 1-4L16.5 4.500a1.8 1.8 0 0 1 2.5 0l.5.5a1.8 1.8 0 0 1 0 2.500L8 19Z"/>""",
        ["trash"] = """<path d="M4.5 7h15M9.5 7V4.500h5V7M6.5 7l.8 12a1.5 1.5 0 0 0 1.5 1.500h6.400a1.5 1.5 0 0 0 1.5-1.500l.8-12M10.2 11v5.500M13.8 11v5.5"/>""",
        ["more"] = """<circle cx="12" cy="5.5" r="1.2" fill="currentColor"/><circle cx="12" cy="12" r="1.2" fill="currentColor"/><circle cx="12" cy="18.5" r="1.2" fill="currentColor"/>""",
        ["check"] = """<path d="m5 12.5 4.5 4.500L19 7.5"/>""",
        ["cross"] = """<path d="m6.5 6.5 11 11M17.5 6.500l-11 11"/>""",
        ["dash"] = """<path d="M6 12h12"/>""",
        ["flag"] = """<path d="M6 21V4.500M6 5h11.500l-2.5 4 2.5 4H6"/>""",
        ["question"] = """<path d="M9 9.200a3 3 0 1 1 4.3 2.700c-.9.4-1.3 1-1.3 2.1"/><circle cx="12" cy="17.3" r=".9" fill="currentColor"/><circle cx="12" cy="12" r="9"/>""",
        ["plan"] = """<path d="m4 6.5 1.3 1.300L8 5.200M4 12.500l1.3 1.300L8 11.200M4 18.500l1.3 1.300L8 17.200M11 6.500h9M11 12.500h9M11 18.500h9"/>""",
        ["chevron"] = """<path d="m9 6 6 6-6 6"/>""",
        ["key"] = """<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.500M16 7.500l2.5 2.5"/>""",
        ["model"] = """<rect x="6" y="6" width="12" height="12" rx="2"/><path d="M9.5 3v3M14.5 3v3M9.5 18v3M14.5 18v3M3 9.500h3M3 14.500h3M18 9.500h3M18 14.500h3"/>""",
        ["person"] = """<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-3.8 3.7-5.8 7.5-5.800s6.7 2 7.5 5.8"/>""",
        ["chat"] = """<path d="M4 5.500h16v11H10.500L6 20v-3.500H4Z"/>""",
        ["warning"] = """<path d="M12 4 2.8 19.500h18.400ZM12 10v4.5"/><circle cx="12" cy="17" r=".8" fill="currentColor"/>""",
        ["bolt"] = """<path d="M13 3 5.5 13.500H12L11 21l7.5-10.500H12Z"/>""",
        ["shield"] = """<path d="M12 3.5 5 6v5.500c0 4.3 2.9 7.5 7 9 4.1-1.5 7-4.7 7-9V6Z"/>""",
        ["copy"] = """<rect x="8.5" y="8.500" width="11.5" height="11.500" rx="1.5"/><path d="M15.5 8.500V5.500A1.5 1.5 0 0 0 14 4H5.500A1.5 1.5 0 0 0 4 5.500V14a1.5 1.5 0 0 0 1.5 1.500h3"/>""",
        ["people"] = """<circle cx="9" cy="8.5" r="3.3"/><path d="M2.8 19.500c.6-3.400 3.100-5.200 6.200-5.200s5.600 1.800 6.200 5.2M15.500 5.400a3.3 3.3 0 0 1 0 6.200M17.800 14.800c1.900.8 3.100 2.400 3.500 4.7"/>""",
        ["inbox"] = """<path d="M4 13.500 6.500 5h11L20 13.500V18a1.5 1.5 0 0 1-1.500 1.500h-13A1.5 1.5 0 0 1 4 18ZM4 13.500h4.500l1.5 2.500h4l1.5-2.500H20"/>""",
        ["list"] = """<path d="M8.5 6.500H20M8.500 12H20M8.500 17.500H20M4.500 6.500h.01M4.500 12h.01M4.500 17.500h.01"/>""",
        ["server"] = """<rect x="4" y="4.5" width="16" height="6" rx="1.5"/><rect x="4" y="13.5" width="16" height="6" rx="1.5"/><path d="M7.5 7.500h.01M7.5 16.500h.01"/>""",
    };

    public static IEnumerable<string> Names => Shapes.Keys;

    public static string Of(string name) => Shapes[name];
}
