using System.Text.Json;
using Samokoder.AgentService.Runs.Live;

namespace Samokoder.Tests.AgentService.Runs;

public sealed class ToolArgumentStreamTests
{
    private static readonly string Content = "const a = \"x\\n\";\n\tconst смайл = '🛒';\r\n// { \"path\": [1, 2] } \\u0041 \u0001";

    [Fact]
    public void Strings_are_read_the_same_wherever_the_stream_is_cut()
    {
        foreach (var options in new[] { JsonSerializerOptions.Web, new JsonSerializerOptions { WriteIndented = true } })
        {
            var json = JsonSerializer.Serialize(new { path = "src/Файл.tsx", nested = new { content = "not this" }, content = Content, n = 3 }, options);
            for (var size = 1; size < json.Length; size++) Assert.Equal(("src/Файл.tsx", Content), Read(json.Chunk(size).Select(c => new string(c))));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("{\"content\":\"\\uZZZZ\\q")]
    [InlineData("]]}}{{\"a\":\"b\"")]
    public void What_is_not_JSON_is_survived(string text) => Assert.NotNull(Read([text]).Path);

    private static (string Path, string Content) Read(IEnumerable<string> pieces)
    {
        var stream = new ToolArgumentStream();
        var read = pieces.SelectMany(stream.Read).ToList();
        return (string.Concat(read.Where(r => r.Property == "path").Select(r => r.Added)), string.Concat(read.Where(r => r.Property == "content").Select(r => r.Added)));
    }
}
