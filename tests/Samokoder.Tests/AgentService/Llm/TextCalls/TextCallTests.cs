using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Llm.TextCalls;
using Samokoder.Tests.AgentService.Llm.Providers;

namespace Samokoder.Tests.AgentService.Llm.TextCalls;

public sealed class TextCallTests
{
    private const string Fence = "```";
    private const string List = """{"name": "list_files", "arguments": {"path": "src"}}""";

    /// <summary>What a model writes; what of it is text; the calls that are made, as name and arguments. "!" stands for one that cannot be made.</summary>
    public static TheoryData<string, string, string[]> Shapes => new()
    {
        { $"Looking.\n\n{Fence}tool_call\n{List}\n{Fence}", "Looking.", ["""list_files {"path":"src"}"""] },
        { $"{Fence}tool_call\n{List}\n{Fence}\n\n{Fence}tool_call\n{{\"name\":\"read_file\",\"arguments\":{{\"path\":\"a.ts\"}}}}\n{Fence}\n", "", ["""list_files {"path":"src"}""", """read_file {"path":"a.ts"}"""] },
        { $"  {Fence}tool_call\r\n{List}\r\n  {Fence}\r\nDone.", "Done.", ["""list_files {"path":"src"}"""] },
        { $"{Fence}tool_call\n{List}", "", ["""list_files {"path":"src"}"""] },
        { $"<tool_call>\n{List}\n</tool_call>", "", ["""list_files {"path":"src"}"""] },
        { $"I look. <tool_call>{List}</tool_call><tool_call>{List}</tool_call>", "I look.", ["""list_files {"path":"src"}""", """list_files {"path":"src"}"""] },
        { $"<tool_call>\n{List}\n", "", ["""list_files {"path":"src"}"""] },
        { $"<function_call>{List}</function_call>", "", ["""list_files {"path":"src"}"""] },
        { $"{Fence}xml\n<tool_call>{List}</tool_call>\n{Fence}", "", ["""list_files {"path":"src"}"""] },
        { $"{Fence}json\n{List}\n{Fence}", "", ["""list_files {"path":"src"}"""] },
        { $"{Fence}\n{List}\n{Fence}", "", ["""list_files {"path":"src"}"""] },
        { $"{Fence}json\n[{List}, {List}]\n{Fence}", "", ["""list_files {"path":"src"}""", """list_files {"path":"src"}"""] },
        { List, "", ["""list_files {"path":"src"}"""] },
        { $"\n{List}\n{List}\n", "", ["""list_files {"path":"src"}""", """list_files {"path":"src"}"""] },
        { """{"type":"function","function":{"name":"list_files","arguments":"{\"path\":\"src\"}"}}""", "", ["""list_files {"path":"src"}"""] },
        { """{"name":"list_files","parameters":{"path":"src"}}""", "", ["""list_files {"path":"src"}"""] },
        { $"[TOOL_CALLS] [{List}]", "", ["""list_files {"path":"src"}"""] },
        { """<function=list_files>{"path":"src"}</function>""", "", ["""list_files {"path":"src"}"""] },
        { "<tool_call>\n<function=write_file>\n<parameter=path>\na.ts\n</parameter>\n<parameter=content>\nlet a = \"1\"\n\nlet b\n</parameter>\n</function>\n</tool_call>", "", ["""write_file {"path":"a.ts","content":"let a = \u00221\u0022\n\nlet b"}"""] },
        { $"<think>\nI could {List} or\n{Fence}tool_call\n{List}\n{Fence}\n</think>\nNo.", "No.", [] },
        // Strings may hold what would close the block, and lines that were not escaped.
        { $"{Fence}tool_call\n{{\"name\":\"write_file\",\"arguments\":{{\"path\":\"a.md\",\"content\":\"# A\n{Fence}js\nlet a\n{Fence}\n</tool_call>\"}}}}\n{Fence}", "", ["write_file {\"path\":\"a.md\",\"content\":\"# A\\n\\u0060\\u0060\\u0060js\\nlet a\\n\\u0060\\u0060\\u0060\\n\\u003C/tool_call\\u003E\"}"] },
        { "<tool_call>{\"name\":\"write_file\",\"arguments\":{\"path\":\"a\",\"content\":\"</tool_call> \\\"x\\\"\"}}</tool_call>", "", ["""write_file {"path":"a","content":"\u003C/tool_call\u003E \u0022x\u0022"}"""] },
        { $"{Fence}tool_call\n{{\"name\":\"list_files\",\"arguments\":{{\"path\":\"src\",}},}}\n{Fence}", "", ["""list_files {"path":"src"}"""] },
        // What is marked as a call and is none is told to the model.
        { $"{Fence}tool_call\n{{\"name\":\"write_file\",\"arguments\":{{\"path\":\"a.ts\",\"content\":\"say \"hi\"\"}}}}\n{Fence}", "", ["write_file !"] },
        { "<tool_call>{\"name\":\"write_file\",\"arguments\":{\"path\":\"a.ts\",\"content\":\"let", "", ["write_file !"] },
        { $"{Fence}json\n{{\"name\":\"write_file\",\"arguments\":{{\"path\":\"a.ts\",\"content\":\"say \"hi\"\"}}}}\n{Fence}", "", ["write_file !"] },
        { """<tool_call>{"path":"src"}</tool_call>""", "", ["tool_call !"] },
        { """<tool_call>{"name":"list_files","arguments":[1]}</tool_call>""", "", ["list_files !"] },
        { """<tool_call>{"name":"open_door","arguments":{}}</tool_call>""", "", ["open_door {}"] },
        // Everything else is text.
        { $"So:\n{Fence}json\n{{\"name\":\"shop\",\"arguments\":{{\"a\":1}}}}\n{Fence}\n", $"So:\n{Fence}json\n{{\"name\":\"shop\",\"arguments\":{{\"a\":1}}}}\n{Fence}\n", [] },
        { $"{Fence}json\n{{\"name\":\"list_files\",\"version\":\"1.0\"}}\n{Fence}", $"{Fence}json\n{{\"name\":\"list_files\",\"version\":\"1.0\"}}\n{Fence}", [] },
        { $"{Fence}ts\nconst call = '<tool_call>{List}</tool_call>'\n{Fence}\nThat is all.", $"{Fence}ts\nconst call = '<tool_call>{List}</tool_call>'\n{Fence}\nThat is all.", [] },
        { $"{Fence}python\nlist_files(path='src')\n{Fence}", $"{Fence}python\nlist_files(path='src')\n{Fence}", [] },
        { $"Use `{List}` or {List}.", $"Use `{List}` or {List}.", [] },
        { "A `<tool_call>` block ends with `</tool_call>`; <tool_call> is a tag and a < b, list[0].", "A `<tool_call>` block ends with `</tool_call>`; <tool_call> is a tag and a < b, list[0].", [] },
        { "{ \"compilerOptions\": {} }", "{ \"compilerOptions\": {} }", [] },
        { "[x] done\n[ ] open ``` `` ` <", "[x] done\n[ ] open ``` `` ` <", [] },
        { "Готово 🛒.\n", "Готово 🛒.\n", [] },
        { "", "", [] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Calls_in_text_are_found_wherever_the_stream_is_split(string answer, string text, string[] calls)
    {
        Assert.Equal((text, string.Join('\n', calls)), Read(answer, [answer.Length]));
        for (var first = 0; first <= answer.Length; first++) Assert.Equal((text, string.Join('\n', calls)), Read(answer, [first, answer.Length]));
        Assert.Equal((text, string.Join('\n', calls)), Read(answer, [.. Enumerable.Range(1, answer.Length)]));
        Assert.Equal((text, string.Join('\n', calls)), Read(answer, [.. Enumerable.Range(1, answer.Length).Where(i => i % 3 == 0), answer.Length]));
    }

    [Fact]
    public void What_a_model_writes_and_then_calls_itself_is_done_once()
    {
        var answer = new TextCallAnswer(Tools);

        var contents = answer.Read(new TextContent($"I will:\n{Fence}json\n{List}\n{Fence}\n"))
            .Concat(answer.Read(new FunctionCallContent("c1", "list_files"))).Concat(answer.End()).ToList();

        Assert.Equal("c1", Assert.Single(contents.OfType<FunctionCallContent>()).CallId);
        Assert.Contains(List, string.Concat(contents.OfType<TextContent>().Select(t => t.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_text_is_not_held_back()
    {
        var answer = new TextCallAnswer(Tools);

        Assert.Equal("I write", Assert.IsType<TextContent>(Assert.Single(answer.Read(new TextContent("I write ")))).Text);
        Assert.Equal(" a <div> to", Assert.IsType<TextContent>(Assert.Single(answer.Read(new TextContent("a <div> to")))).Text);
    }

    [Theory]
    [InlineData("{\"name\":\"write_file\", secret }", "write_file")]
    [InlineData("{secret", "tool_call")]
    public void Broken_JSON_is_explained_without_repeating_it(string body, string name)
    {
        var answer = new TextCallAnswer(Tools);

        var call = Assert.IsType<FunctionCallContent>(Assert.Single(answer.Read(new TextContent($"<tool_call>{body}</tool_call>")).Concat(answer.End())));

        Assert.Equal(name, call.Name);
        Assert.Contains("not valid JSON in line 1", call.Exception!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", call.Exception.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<AIFunctionDeclaration> Tools => ProviderCall.Tools.OfType<AIFunctionDeclaration>();

    private static (string Text, string Calls) Read(string answer, int[] cuts)
    {
        var parser = new TextCallAnswer(Tools);
        var contents = new List<AIContent>();
        var from = 0;
        foreach (var cut in cuts)
        {
            contents.AddRange(parser.Read(new TextContent(answer[from..cut])));
            from = cut;
        }
        contents.AddRange(parser.End());
        var calls = contents.OfType<FunctionCallContent>().Select(c => $"{c.Name} {(c.Exception is null ? JsonSerializer.Serialize(c.Arguments) : "!")}");
        return (string.Concat(contents.OfType<TextContent>().Select(t => t.Text)).TrimStart(), string.Join('\n', calls));
    }
}
