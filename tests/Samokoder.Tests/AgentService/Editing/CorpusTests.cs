using Samokoder.AgentService.Tools.Editing;

namespace Samokoder.Tests.AgentService.Editing;

public sealed class CorpusTests
{
    public static TheoryData<string> Names => [.. CorpusCase.All.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_case_of_the_corpus_ends_as_it_says(string name)
    {
        var example = CorpusCase.All.Single(c => c.Name == name);
        var result = FileEdits.Apply(example.File, example.Blocks);
        var failure = result.Failure is { } f ? $"{f.Kind} {f.Block}" : null;
        Assert.Equal(example.Error, failure);
        Assert.Equal(example.Expect, result.Text);
        Assert.Equal(example.Pass, string.Join(' ', result.Blocks.Select(b => b.Pass)));
        Assert.All(example.Says, said => Assert.Contains(said, result.Failure!.Diagnosis, StringComparison.Ordinal));
        Assert.True((result.Failure?.Diagnosis.Length ?? 0) <= EditDiagnosis.MaxLength);
    }

    [Fact]
    public void The_corpus_has_a_hundred_cases_and_each_says_how_it_ends()
    {
        Assert.True(CorpusCase.All.Count >= 100);
        Assert.All(CorpusCase.All, c => Assert.True(c.Error is null != c.Expect is null, c.Name));
    }
}
