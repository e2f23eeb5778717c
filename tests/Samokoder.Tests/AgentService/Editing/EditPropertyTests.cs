using System.Text;
using Samokoder.AgentService.Tools.Editing;

namespace Samokoder.Tests.AgentService.Editing;

/// <summary>
/// Random files and blocks from fixed seeds. The files are made of few different lines, so that repeated, overlapping and missing
/// blocks are common.
/// </summary>
public sealed class EditPropertyTests
{
    private const int Cases = 4000;

    /// <summary>A block that is cut out of the file as whole lines, and occurs once, is replaced there and nowhere else.</summary>
    [Fact]
    public void Whole_lines_that_occur_once_are_replaced_and_nothing_else()
    {
        var applied = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new EditRandom(seed);
            var lines = random.Lines(1, 30);
            var (first, count) = random.Range(lines.Count);
            var replacement = random.Texts(0, 5);
            var search = string.Join('\n', lines.Skip(first).Take(count).Select(l => l.Text));
            var content = random.Mark + string.Concat(lines.Select(l => l.Text + l.Break));
            var result = FileEdits.Apply(content, [new(search, string.Join('\n', replacement))]);
            if (!result.Ok)
            {
                Assert.True(search.Length == 0 || Occurrences(content, search) > 1 || result.Failure.Kind == EditFailureKind.NoChange, $"seed {seed}");
                continue;
            }
            applied++;
            var before = random.Mark + string.Concat(lines.Take(first).Select(l => l.Text + l.Break));
            var after = string.Concat(lines.Skip(first + count).Select(l => l.Text + l.Break));
            Assert.StartsWith(before.TrimEnd('\r', '\n'), result.Text, StringComparison.Ordinal);
            Assert.EndsWith(after, result.Text, StringComparison.Ordinal);
            AssertMiddle(result.Text, before, after, [.. replacement.Where((_, i) => replacement is not [""])], seed);
        }
        Assert.InRange(applied, Cases / 4, Cases);
    }

    /// <summary>Part of a line, or of several, in a file with one kind of line break: as string.Replace has it, but that lines are not joined.</summary>
    [Fact]
    public void A_part_that_occurs_once_is_replaced_literally()
    {
        var applied = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new EditRandom(seed);
            var content = "start\n" + random.PlainText(200) + "\nend\n";
            var start = random.Next(content.Length - 8);
            var search = content.Substring(start, random.Next(1, Math.Min(30, content.Length - start - 4)));
            var replace = "<" + random.PlainText(20) + ">";
            var result = FileEdits.Apply(content, [new(search, replace)]);
            if (Occurrences(content, search) != 1)
            {
                Assert.Equal(EditFailureKind.Ambiguous, result.Failure?.Kind);
                continue;
            }
            applied++;
            var expected = search.EndsWith('\n') && (search.Trim('\n').Length > 0 || WholeLines(content, start, search.Length))
                ? content.Replace(search, replace + "\n", StringComparison.Ordinal)
                : content.Replace(search, replace, StringComparison.Ordinal);
            Assert.Equal(expected, result.Text);
        }
        Assert.InRange(applied, Cases / 4, Cases);
    }

    /// <summary>Whatever the blocks: each changed region is one that was reported, and what lies between is byte for byte the same.</summary>
    [Fact]
    public void Nothing_outside_the_reported_lines_changes()
    {
        var applied = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new EditRandom(seed);
            var lines = random.Lines(1, 40);
            var content = random.Mark + string.Concat(lines.Select(l => l.Text + l.Break));
            var blocks = random.Blocks(lines);
            var result = FileEdits.Apply(content, blocks);
            if (!result.Ok)
            {
                Assert.InRange(result.Failure.Diagnosis.Length, 1, EditDiagnosis.MaxLength);
                Assert.Empty(result.Blocks);
                continue;
            }
            applied++;
            AssertOnlyReported(content, result, seed);
        }
        Assert.InRange(applied, Cases / 8, Cases);
    }

    /// <summary>Trailing and leading white space that a model got wrong: the place is still found, and found right.</summary>
    [Fact]
    public void A_search_text_with_other_white_space_finds_the_only_place()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new EditRandom(seed);
            var lines = Enumerable.Range(0, random.Next(3, 40)).Select(i => random.Indent() + "line" + i + random.Space()).ToList();
            var (first, count) = random.Range(lines.Count);
            var search = string.Join('\n', lines.Skip(first).Take(count).Select(l => random.Indent() + l.Trim() + random.Space()));
            var result = FileEdits.Apply(string.Join('\n', lines) + "\n", [new(search + "\n", "the only new line\n")]);
            Assert.True(result.Ok, $"seed {seed}: {result.Failure?.Diagnosis}");
            var expected = lines.Take(first).Append("the only new line").Concat(lines.Skip(first + count)).Select(l => l.Trim());
            Assert.Equal(expected, result.Text.TrimEnd('\n').Split('\n').Select(l => l.Trim()));
            Assert.Equal(lines.Take(first), result.Text.Split('\n').Take(first));
        }
    }

    /// <summary>An edit and its reverse give the old file, where both can be applied.</summary>
    [Fact]
    public void The_reverse_edit_restores_the_file()
    {
        var restored = 0;
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new EditRandom(seed);
            var lines = Enumerable.Range(0, random.Next(2, 30)).Select(i => random.Indent() + "line" + i).ToList();
            var content = string.Join("\r\n", lines) + (seed % 2 == 0 ? "\r\n" : "");
            var (first, count) = random.Range(lines.Count);
            var block = new EditBlock(string.Join('\n', lines.Skip(first).Take(count)), string.Join('\n', random.Texts(1, 4).Select(t => t + " new" + seed)));
            var there = FileEdits.Apply(content, [block]);
            if (!there.Ok || !there.Text.Contains('\n')) // without a break nothing tells how lines end
                continue;
            if (FileEdits.Apply(there.Text, [new(block.Replace, block.Search)]) is not { Ok: true } back)
                continue;
            restored++;
            Assert.Equal(content, back.Text);
        }
        Assert.InRange(restored, Cases / 2, Cases);
    }

    private static void AssertMiddle(string text, string before, string after, string[] replacement, int seed)
    {
        var end = text.Length - after.Length;
        var middle = end >= before.Length ? text[before.Length..end] : "";
        var found = middle.Replace("\r\n", "\n", StringComparison.Ordinal);
        var expected = string.Join('\n', replacement);
        Assert.True(found.TrimEnd('\n') == expected.TrimEnd('\n'), $"seed {seed}");
    }

    private static void AssertOnlyReported(string content, EditResult result, int seed)
    {
        Assert.Equal(content.StartsWith('\uFEFF'), result.Text!.StartsWith('\uFEFF'));
        var hasFinalBreak = content.EndsWith('\n');
        var (before, after) = (Lines(content.TrimStart('\uFEFF'), hasFinalBreak), Lines(result.Text.TrimStart('\uFEFF'), hasFinalBreak));
        int line = 0, shift = 0;
        foreach (var block in result.Blocks.OrderBy(b => b.Before.First).ThenBy(b => b.After.First))
        {
            for (; line < block.Before.First - 1; line++)
                Assert.True(EqualLines(before[line], after[line + shift]), $"seed {seed}, line {line + 1}");
            Assert.True(block.After.First - 1 == block.Before.First - 1 + shift, $"seed {seed}");
            line = Math.Max(line, block.Before.First - 1 + block.Before.Count);
            shift += block.After.Count - block.Before.Count;
        }
        for (; line < before.Count; line++)
            Assert.True(EqualLines(before[line], after[line + shift]), $"seed {seed}, line {line + 1}");
        Assert.True(before.Count + shift == after.Count, $"seed {seed}");

        // Only the last line may gain or lose its break: the file ends as it did.
        bool EqualLines(string a, string b) =>
            a == b || ((ReferenceEquals(a, before[^1]) || ReferenceEquals(b, after[^1])) && a.TrimEnd('\r', '\n') == b.TrimEnd('\r', '\n'));
    }

    /// <summary>In a file whose last line has no break, a break at the end begins a last line that is blank.</summary>
    private static List<string> Lines(string text, bool hasFinalBreak)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var character in text)
        {
            line.Append(character);
            if (character != '\n')
                continue;
            lines.Add(line.ToString());
            line.Clear();
        }
        if (line.Length > 0 || (!hasFinalBreak && lines.Count > 0))
            lines.Add(line.ToString());
        return lines;
    }

    private static bool WholeLines(string content, int start, int length) =>
        (start == 0 || content[start - 1] == '\n') && (content[start + length - 1] == '\n' || content[start + length] == '\n');

    private static int Occurrences(string content, string search)
    {
        var text = content.Replace("\r\n", "\n", StringComparison.Ordinal);
        var count = 0;
        for (var i = text.IndexOf(search, StringComparison.Ordinal); i >= 0; i = text.IndexOf(search, i + 1, StringComparison.Ordinal))
            count++;
        return count;
    }
}
