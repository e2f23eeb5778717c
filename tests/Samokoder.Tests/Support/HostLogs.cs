using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Samokoder.Tests.Support;

/// <summary>
/// Warnings and errors of a host in the test's process. They go to the output of the test that started the host, which is shown when it fails, and with
/// those of hosts that many tests share to artifacts/logs/tests.log. The console is for what the tests say.
/// </summary>
internal sealed class HostLogs : ILoggerProvider
{
    private static readonly Lock Turn = new();
    private static readonly Lazy<TextWriter> File = new(OpenFile);

    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;
    private readonly string _test = TestContext.Current.Test?.TestDisplayName ?? "shared";

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        // The file is that of all.
    }

    private static StreamWriter OpenFile()
    {
        var folder = Directory.CreateDirectory(Repository.Path("artifacts/logs")).FullName;
        return new StreamWriter(Path.Combine(folder, "tests.log"), append: false) { AutoFlush = true };
    }

    private void Write(string line)
    {
        lock (Turn)
            File.Value.WriteLine($"[{_test}] {line}");
        try
        {
            _output?.WriteLine(line);
        }
        catch (InvalidOperationException)
        {
            // The test has ended, and its host is ending.
        }
    }

    private sealed class Logger(HostLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                logs.Write(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)} {exception}"));
        }
    }
}
