using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;
using Samokoder.AgentService.Llm;
using Samokoder.AgentService.Llm.Tokens;
using Samokoder.Tests.Support;

namespace Samokoder.Tests.AgentService.Llm.Tokens;

public sealed class TokenCounterTests(ITestOutputHelper output)
{
    private static readonly TiktokenTokenizer Real = TiktokenTokenizer.CreateForEncoding("o200k_base");

    [Theory]
    [InlineData("README.md")]
    [InlineData("src/Samokoder.AgentService/Agents/Coder/prompt.md")]
    [InlineData("src/Samokoder.Web/Localization/Texts.ru.resx")]
    [InlineData("src/Samokoder.AgentService/Runs/RunSession.cs")]
    [InlineData("src/Samokoder.AgentService/Starters/react-vite/package.json")]
    [InlineData("src/Samokoder.Data/Models/catalogue.json")]
    public void The_estimate_is_near_to_what_a_real_tokenizer_counts(string file)
    {
        var text = File.ReadAllText(Repository.Path(file));
        var real = Real.CountTokens(text);

        var ratio = (double)TextTokens.Estimate(text) / real;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file}: {real} tokens, estimated at {ratio:P0}"));
        Assert.InRange(ratio, 0.8, 1.25);
    }

    [Fact]
    public void What_was_measured_is_the_size_from_then_on_and_only_what_is_new_is_estimated()
    {
        var counter = new TokenCounter();
        var messages = new List<ChatMessage> { new(ChatRole.System, "You write apps."), new(ChatRole.User, "A list of books, please.") };
        var before = counter.Count(messages);

        counter.Measured(messages, [], new TurnUsage(before * 2, 0, 5));

        Assert.Equal(before * 2, counter.Count(messages));
        messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("call_1", "const answer = 42;\n")]));
        Assert.InRange(counter.Count(messages) - before * 2, 8, 40);
        Assert.Equal(counter.Scale, new TokenCounter(counter.Scale).Scale);
    }

    [Fact]
    public void Tools_calls_and_images_count_and_estimated_usage_teaches_nothing()
    {
        var counter = new TokenCounter();
        var tool = AIFunctionFactory.Create((string path) => path, "read_file", "Reads a text file with line numbers.");
        var call = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c", "read_file", new Dictionary<string, object?> { ["path"] = "src/App.tsx" })]);
        var image = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3 }, "image/png")]);

        Assert.InRange(counter.Count([], [tool]), 20, 80);
        Assert.InRange(counter.Count(call), 8, 30);
        Assert.InRange(counter.Count(image), 1_000, 2_000);
        counter.Measured([call], [], new TurnUsage(1_000, 0, 1, Estimated: true));
        Assert.Equal(1, counter.Scale);
    }
}
