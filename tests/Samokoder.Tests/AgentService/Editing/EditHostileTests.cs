using Samokoder.AgentService.Tools.Editing;

namespace Samokoder.Tests.AgentService.Editing;

/// <summary>Input that makes a naive search or comparison quadratic. Each would take minutes then, and takes milliseconds here.</summary>
public sealed class EditHostileTests
{
    [Fact]
    public void Thousands_of_equal_lines_are_ambiguous()
    {
        var result = FileEdits.Apply(Repeat("same line\n", 100_000), [new(Repeat("same line\n", 50_000), "x\n")]);
        Assert.Equal(EditFailureKind.Ambiguous, result.Failure?.Kind);
        Assert.Contains("50001 places", result.Failure!.Diagnosis, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_equal_lines_that_match_only_without_indentation_are_ambiguous()
    {
        var result = FileEdits.Apply(Repeat("  same line\n", 100_000), [new(Repeat("\tsame line\n", 50_000), "x\n")]);
        Assert.Contains("50001 places (but for indentation)", result.Failure?.Diagnosis, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_equal_lines_and_another_are_a_miss_with_a_bounded_diagnosis()
    {
        var result = FileEdits.Apply(Repeat("same line\n", 100_000), [new(Repeat("same line\n", 50_000) + "other\n", "x\n")]);
        Assert.Equal(EditFailureKind.NotFound, result.Failure?.Kind);
        Assert.InRange(result.Failure!.Diagnosis.Length, 1, EditDiagnosis.MaxLength);
    }

    [Theory]
    [InlineData('a')]
    [InlineData('\u00A0')]
    [InlineData('\u0441')]
    public void One_line_of_a_million_equal_characters(char character)
    {
        var result = FileEdits.Apply(new string(character, 1_000_000), [new(new string(character, 500_000) + "b", "x")]);
        Assert.Equal(EditFailureKind.NotFound, result.Failure?.Kind);
        Assert.InRange(result.Failure!.Diagnosis.Length, 1, EditDiagnosis.MaxLength);
    }

    [Fact]
    public void Thousands_of_replaced_lines_at_thousands_of_indentations()
    {
        var lines = Enumerable.Range(0, 3000).Select(i => new string(' ', i % 700) + "line" + i).ToList();
        var search = string.Join('\n', lines.Select(l => " " + l));
        var replace = string.Join('\n', lines.Select(l => " " + l.Replace("line", "new", StringComparison.Ordinal)));
        var result = FileEdits.Apply(string.Join('\n', lines), [new(search, replace)]);
        Assert.Equal(string.Join('\n', lines).Replace("line", "new", StringComparison.Ordinal), result.Text);
    }

    [Fact]
    public void Hundreds_of_failing_blocks_are_named_within_the_limit()
    {
        var blocks = Enumerable.Range(0, 300).Select(i => new EditBlock("missing text " + i, "x")).ToList();
        var result = FileEdits.Apply(Repeat("some line of text\n", 1000), blocks);
        Assert.Contains("300 of 300 blocks", result.Failure?.Diagnosis, StringComparison.Ordinal);
        Assert.Contains("And 295 more", result.Failure!.Diagnosis, StringComparison.Ordinal);
        Assert.InRange(result.Failure.Diagnosis.Length, 1, EditDiagnosis.MaxLength);
    }

    [Fact]
    public void A_diagnosis_never_ends_in_half_a_character()
    {
        for (var length = 60; length < 400; length++)
        {
            var result = FileEdits.Apply(Repeat(Repeat("😀", length) + "\n", 30), [new(Repeat("😀", length) + "x\nx", "y")]);
            var diagnosis = result.Failure!.Diagnosis;
            Assert.InRange(diagnosis.Length, 1, EditDiagnosis.MaxLength);
            Assert.True(diagnosis.IsNormalized()); // throws at half a surrogate pair
        }
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
