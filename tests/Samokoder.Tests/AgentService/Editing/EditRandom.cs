using Samokoder.AgentService.Tools.Editing;

namespace Samokoder.Tests.AgentService.Editing;

/// <summary>Random lines and blocks, the same for the same seed.</summary>
internal sealed class EditRandom(int seed)
{
    private static readonly string[] Words =
        ["{", "}", "foo();", "bar(x)", "let a = 1;", "return “x”;", "return \"x\";", "Привет, мир", "Привет,\u00A0мир", "😀👩‍👩‍👧", "caf\u00E9", "cafe\u0301", "a – b", "a - b", "// …", ""];

    private static readonly string[] Indents = ["", "", "  ", "    ", "\t", "\t\t", "      "];

    private readonly Random random = new(seed);

    public string Mark => seed % 7 == 0 ? "\uFEFF" : "";

    public int Next(int end) => random.Next(end);

    public int Next(int start, int end) => random.Next(start, end);

    public string Indent() => Indents[random.Next(Indents.Length)];

    public string Space() => random.Next(4) == 0 ? new string(' ', random.Next(1, 4)) : "";

    public string Text() => random.Next(3) == 0 ? $"{Indent()}n{random.Next(20)}" : Indent() + Words[random.Next(Words.Length)] + Space();

    public List<string> Texts(int least, int most) => [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Text())];

    /// <summary>Lines with the endings of a Unix, a Windows or a mixed file, with or without a final one.</summary>
    public List<(string Text, string Break)> Lines(int least, int most)
    {
        var style = random.Next(3);
        var lines = Texts(least, most).ConvertAll(t => (t, style switch { 0 => "\n", 1 => "\r\n", _ => random.Next(2) == 0 ? "\n" : "\r\n" }));
        if (random.Next(3) == 0)
            lines[^1] = (lines[^1].t.Length == 0 ? "x" : lines[^1].t, "");
        return lines;
    }

    public (int First, int Count) Range(int lines)
    {
        var first = random.Next(lines);
        return (first, random.Next(1, Math.Min(6, lines - first) + 1));
    }

    /// <summary>Letters of a small alphabet with few breaks and no white space.</summary>
    public string PlainText(int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most)).Select(_ => random.Next(12) == 0 ? "\n" : ((char)('a' + random.Next(4))).ToString()));

    /// <summary>One to three blocks: cut out of the file, changed a little, or of other lines.</summary>
    public IReadOnlyList<EditBlock> Blocks(List<(string Text, string Break)> lines) =>
        [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Block(lines))];

    private EditBlock Block(List<(string Text, string Break)> lines)
    {
        var (first, count) = Range(lines.Count);
        var cut = lines.Skip(first).Take(count).Select(l => Changed(l.Text)).ToList();
        var replacement = cut.SelectMany(l => random.Next(4) switch { 0 => [], 1 => Texts(1, 2), _ => new List<string> { l } }).ToList();
        return new(Joined(cut), Joined(replacement));
    }

    private string Joined(List<string> lines) => string.Join('\n', lines) + (random.Next(3) == 0 && lines.Count > 0 ? "\n" : "");

    private string Changed(string line) => random.Next(12) switch
    {
        0 => line.Trim(),
        1 => line + "  ",
        2 => "  " + line,
        3 => line.Replace('“', '"').Replace('”', '"').Replace('\u00A0', ' '),
        4 => line.Length > 3 ? line[1..^1] : line,
        _ => line,
    };
}
