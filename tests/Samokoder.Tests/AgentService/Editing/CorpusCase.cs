using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Samokoder.AgentService.Tools.Editing;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Editing;

/// <summary>One case of <c>corpus.txt</c>, which describes its format.</summary>
internal sealed partial record CorpusCase(string Name, string File, IReadOnlyList<EditBlock> Blocks, string? Expect, string Pass, string? Error, IReadOnlyList<string> Says)
{
    private const int ValueColumn = 8;

    public static IReadOnlyList<CorpusCase> All { get; } = Read();

    private static List<CorpusCase> Read() =>
        [.. System.IO.File.ReadAllText(Repository.Path("tests/Samokoder.Tests/AgentService/Editing/corpus.txt"))
            .Split("\n== ").Skip(1).Select(Parse)];

    private static CorpusCase Parse(string text)
    {
        var lines = text.Split('\n');
        var values = lines.Skip(1).Where(l => l.Length > 0)
            .ToLookup(l => l.Split(' ')[0], l => Unescape(l.Length > ValueColumn ? l[ValueColumn..] : ""));
        string[] searches = [.. values["search"]], replacements = [.. values["replace"], ""];
        var blocks = searches.Select((s, i) => new EditBlock(s, replacements[i])).ToList();
        return new(lines[0], values["file"].Single(), blocks, values["expect"].SingleOrDefault(), values["pass"].SingleOrDefault() ?? "",
            values["error"].SingleOrDefault(), [.. values["says"]]);
    }

    private static string Unescape(string value) => Escape.Replace(value, match => match.Value[1] switch
    {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        's' => " ",
        'u' => ((char)int.Parse(match.Value.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        _ => "\\",
    });

    [GeneratedRegex(@"\\(u[0-9A-Fa-f]{4}|[nrts\\])")]
    private static partial Regex Escape { get; }
}
