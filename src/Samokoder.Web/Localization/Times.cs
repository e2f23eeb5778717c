using System.Globalization;

namespace Samokoder.Web.Localization;

/// <summary>Times and durations in words.</summary>
internal static class Times
{
    /// <summary>"just now", "5 minutes ago", "yesterday"; older than a week as a date.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var passed = now - at;
        return passed switch
        {
            { TotalMinutes: < 1 } => Texts.Get("Time.JustNow"),
            { TotalHours: < 1 } => Texts.Count("Time.MinutesAgo", (long)passed.TotalMinutes),
            { TotalDays: < 1 } => Texts.Count("Time.HoursAgo", (long)passed.TotalHours),
            { TotalDays: < 7 } => Texts.Count("Time.DaysAgo", (long)passed.TotalDays),
            _ => at.ToString("d MMM yyyy", CultureInfo.CurrentCulture),
        };
    }

    /// <summary>"0.4 s", "12 s", "3 min 5 s".</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 10 } => Texts.Get("Time.Seconds", duration.TotalSeconds.ToString("0.0", CultureInfo.CurrentCulture)),
        { TotalMinutes: < 1 } => Texts.Get("Time.Seconds", duration.TotalSeconds.ToString("0", CultureInfo.CurrentCulture)),
        _ => Texts.Get("Time.MinutesSeconds", (int)duration.TotalMinutes, duration.Seconds),
    };
}
