using System.Text.RegularExpressions;

namespace Samokoder.EmbeddedHosting.Logs;

/// <summary>
/// Finds the level in a console line. Samples:
/// <c>fail: Microsoft.AspNetCore.Server.Kestrel[13]</c> (ASP.NET Core's simple console),
/// <c>2026-01-02 03:04:05.678 UTC [42] FATAL:  the database system is starting up</c> (PostgreSQL),
/// <c>Unhandled exception. System.IO.IOException: …</c> (.NET runtime).
/// </summary>
internal static partial class LogLevelReader
{
    public static LogLevel? Read(string line)
    {
        var text = Ansi.Strip(line);
        var match = Prefix().Match(text);
        return match.Success ? FromWord(match.Groups["level"].Value) : null;
    }

    private static LogLevel FromWord(string word) => word switch
    {
        "trce" => LogLevel.Trace,
        "dbug" or "DEBUG" => LogLevel.Debug,
        "warn" or "WARNING" => LogLevel.Warning,
        "fail" or "ERROR" => LogLevel.Error,
        "crit" or "FATAL" or "PANIC" or "Unhandled exception." => LogLevel.Critical,
        _ => LogLevel.Information,
    };

    [GeneratedRegex(@"^(?:[\d\-:. TZ]{0,32})(?<level>trce|dbug|info|warn|fail|crit)(?=:)|^(?<level>Unhandled exception\.)|\[\d+\] (?<level>DEBUG|LOG|HINT|DETAIL|STATEMENT|NOTICE|WARNING|ERROR|FATAL|PANIC)\d?:", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefix();
}
