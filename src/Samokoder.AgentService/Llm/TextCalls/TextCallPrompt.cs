using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>Puts tools, calls and results into words, for models that know of none.</summary>
internal static class TextCallPrompt
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same conversation without anything that a model must be able to.</summary>
    public static List<ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var written = new List<ChatMessage>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        ChatMessage? results = null;
        foreach (var message in messages)
        {
            foreach (var call in message.Contents.OfType<FunctionCallContent>()) names[call.CallId] = call.Name;
            if (message.Contents.Any(c => c is FunctionResultContent))
            {
                // All of a turn in one message: many of these models want the speakers to alternate.
                if (results is null) written.Add(results = new ChatMessage(ChatRole.User, []));
                Append(results, Results(message, names));
                continue;
            }
            results = null;
            written.Add(message.Contents.Any(c => c is FunctionCallContent) ? WithCalls(message) : message);
        }
        return WithTools(written, options);
    }

    public static ChatOptions Options(ChatOptions options)
    {
        var plain = options.Clone();
        (plain.Tools, plain.ToolMode, plain.AllowMultipleToolCalls) = (null, null, null);
        return plain;
    }

    private static List<ChatMessage> WithTools(List<ChatMessage> messages, ChatOptions options)
    {
        var tools = options.Tools!.OfType<AIFunctionDeclaration>().ToList();
        var system = messages.Count > 0 && messages[0].Role == ChatRole.System ? messages[0].Text + "\n\n" : "";
        if (system.Length > 0) messages.RemoveAt(0);
        messages.Insert(0, new ChatMessage(ChatRole.System, system + Describe(tools, options.ToolMode)));
        return messages;
    }

    private static string Describe(List<AIFunctionDeclaration> tools, ChatToolMode? mode)
    {
        var text = new StringBuilder("""
            # How to call tools

            You act only by calling tools. To call one, write a block of exactly this form in your answer:

            ```tool_call
            {"name": "the tool's name", "arguments": {"the parameter's name": "its value"}}
            ```

            The block holds one JSON object. Inside its strings write a line break as \n, a quote as \" and a backslash as \\. For several calls write several blocks. End your answer
            after the last block: the results come in the next message. Never write a result yourself. Code that is not in such a block changes nothing.

            """.ReplaceLineEndings("\n"));
        if (mode is RequiredChatToolMode required)
            text.Append("\nThis answer must call ").Append(required.RequiredFunctionName ?? "one of the tools").Append(".\n");
        text.Append("\nThe tools, each with the JSON schema of its arguments:\n");
        foreach (var tool in tools) text.Append("\n## ").Append(tool.Name).Append('\n').Append(tool.Description).Append('\n').Append(tool.JsonSchema.GetRawText()).Append('\n');
        return text.ToString();
    }

    private static ChatMessage WithCalls(ChatMessage message)
    {
        var text = new StringBuilder(message.Text);
        foreach (var call in message.Contents.OfType<FunctionCallContent>())
        {
            if (text.Length > 0) text.Append("\n\n");
            var arguments = call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal);
            text.Append(TextCallSyntax.Fence).Append(TextCallSyntax.Language).Append('\n')
                .Append(JsonSerializer.Serialize(new { name = call.Name, arguments }, Readable)).Append('\n').Append(TextCallSyntax.Fence);
        }
        return new ChatMessage(message.Role, text.ToString());
    }

    private static List<AIContent> Results(ChatMessage message, Dictionary<string, string> names) =>
        [.. message.Contents.OfType<FunctionResultContent>().SelectMany(r => Result(r, names.GetValueOrDefault(r.CallId, "a tool")))];

    /// <summary>Text as one part: plain servers know no others.</summary>
    private static void Append(ChatMessage message, List<AIContent> parts)
    {
        foreach (var part in parts)
        {
            if (part is TextContent more && message.Contents is [.., TextContent last]) last.Text += more.Text;
            else message.Contents.Add(part);
        }
    }

    private static IEnumerable<AIContent> Result(FunctionResultContent result, string name)
    {
        var text = result.Result switch
        {
            string said => said,
            IEnumerable<AIContent> parts => string.Concat(parts.OfType<TextContent>().Select(t => t.Text)),
            { } other => JsonSerializer.Serialize(other, Readable),
            null => "",
        };
        yield return new TextContent($"<tool_result name=\"{name}\">\n{text}\n</tool_result>\n");
        foreach (var picture in (result.Result as IEnumerable<AIContent> ?? []).OfType<DataContent>()) yield return picture;
    }
}
