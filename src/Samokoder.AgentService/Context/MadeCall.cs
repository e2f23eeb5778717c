using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Context;

/// <summary>A call with its result as they stand in the conversation.</summary>
/// <param name="At">Index of the message with the result.</param>
/// <param name="Answer">The result is what the user answered.</param>
internal sealed record MadeCall(int At, string Name, IDictionary<string, object?> Arguments, string Result, bool Answer)
{
    public bool Failed => Result.StartsWith("error:", StringComparison.Ordinal);

    public string? Path => Text("path") ?? Text("from");

    /// <summary>Of messages <paramref name="from"/> up to <paramref name="to"/>, in order.</summary>
    public static List<MadeCall> Of(IReadOnlyList<ChatMessage> messages, int from, int to)
    {
        var calls = new Dictionary<string, FunctionCallContent>(StringComparer.Ordinal);
        var made = new List<MadeCall>();
        for (var i = from; i < to; i++)
            foreach (var content in messages[i].Contents)
                if (content is FunctionCallContent call) calls[call.CallId] = call;
                else if (content is FunctionResultContent result && calls.TryGetValue(result.CallId, out var asked))
                    made.Add(new MadeCall(i, asked.Name, asked.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal), TextOf(result), ContextMarks.IsAnswer(result)));
        return made;
    }

    /// <summary>The text of a result; images and the like in it are not text.</summary>
    public static string TextOf(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        IEnumerable<AIContent> parts => string.Join('\n', parts.OfType<TextContent>().Select(t => t.Text)),
        _ => result.Result?.ToString() ?? "",
    };

    /// <summary>Null when there is no such text among the arguments.</summary>
    public string? Text(string argument) => Arguments.TryGetValue(argument, out var value)
        ? value switch
        {
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } json => json.GetString(),
            _ => null,
        }
        : null;
}
