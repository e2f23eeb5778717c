using Samokoder.EmbeddedHosting.Logs;

namespace Samokoder.Tests.EmbeddedHosting;

public sealed class LogLevelReaderTests
{
    [Theory]
    [InlineData("info: Microsoft.Hosting.Lifetime[14]", 2)]
    [InlineData("\u001b[41m\u001b[30mfail\u001b[39m\u001b[22m\u001b[49m: Microsoft.AspNetCore.Server.Kestrel[13]", 4)]
    [InlineData("2026-01-02 03:04:05.678 UTC [42] FATAL:  the database system is starting up", 5)]
    [InlineData("2026-01-02 03:04:05.678 UTC [42] WARNING:  there is no transaction in progress", 3)]
    [InlineData("2026-01-02 03:04:05.678 UTC [42] LOG:  checkpoint complete", 2)]
    [InlineData("07::44::02 warn: ArgParser[0] something", 3)]
    [InlineData("Unhandled exception. System.IO.IOException: x", 5)]
    public void The_level_is_read_from_the_line(string line, int level) => Assert.Equal((LogLevel)level, LogLevelReader.Read(line));

    [Theory]
    [InlineData("      Now listening on: http://localhost:8080")]
    [InlineData("hello: fail: not a level")]
    public void Other_lines_have_none(string line) => Assert.Null(LogLevelReader.Read(line));

    [Fact]
    public void A_line_that_continues_another_has_its_level()
    {
        var store = new LogStore(TimeProvider.System);
        store.Write("a", "fail: Category[1]");
        store.Write("a", "      Details");
        store.Write("a", "next");

        Assert.Equal([LogLevel.Error, LogLevel.Error, LogLevel.Information], store.After(0).Select(l => l.Level));
    }

    [Fact]
    public async Task A_line_without_an_end_is_cut()
    {
        List<string> lines = [];
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(new string('x', LogStore.MaxLineLength * 2 + 10) + "\nnext"));

        await LineReader.ReadAsync(stream, lines.Add, TestContext.Current.CancellationToken);

        Assert.Equal("next", lines[^1]);
        Assert.All(lines, l => Assert.InRange(l.Length, 1, LogStore.MaxLineLength + 1));
    }
}
