using System.Text.Json;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>A tool call of the current request with its result; a call without one was interrupted.</summary>
internal sealed record PastCall(string Name, IReadOnlyDictionary<string, string> Arguments, string? Result, bool Failed)
{
    public bool Succeeded => Result is not null && !Failed;
}

/// <summary>What the history says about the request that is being worked on: the model itself keeps no state.</summary>
internal sealed class DemoHistory
{
    private DemoHistory(string request, IReadOnlyList<PastCall> calls, int turns, bool appExists, IReadOnlyList<ChatMessage> messages) =>
        (Request, Calls, Turns, AppExists, Instructions, Notes) =
            (request, calls, turns, appExists, TextOf(messages, ChatRole.System), [.. messages.Where(IsNote).Select(note => note.Text)]);

    /// <summary>The user's last prompt.</summary>
    public string Request { get; }

    /// <summary>The calls since that prompt, oldest first.</summary>
    public IReadOnlyList<PastCall> Calls { get; }

    /// <summary>Assistant messages since that prompt.</summary>
    public int Turns { get; }

    /// <summary>Something in the history mentions the spec of an app that this model has made.</summary>
    public bool AppExists { get; }

    /// <summary>The system message.</summary>
    public string Instructions { get; }

    /// <summary>What the engine said in the user's place, oldest first.</summary>
    public IReadOnlyList<string> Notes { get; }

    public static DemoHistory Read(IReadOnlyList<ChatMessage> messages)
    {
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>()
            .GroupBy(result => result.CallId, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
        var start = LastPrompt(messages, messages.Count);
        if (AnswersQuestion(messages, start, results) is { } question)
        {
            results[question.CallId] = new FunctionResultContent(question.CallId, messages[start].Text);
            start = LastPrompt(messages, start);
        }
        var current = messages.Skip(start + 1).Where(message => message.Role == ChatRole.Assistant).ToArray();
        var calls = current.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => Past(call, results)).ToArray();
        return new DemoHistory(start < 0 ? "" : messages[start].Text, calls, current.Length, Mentions(messages, start), messages);
    }

    public IEnumerable<PastCall> Of(string tool) => Calls.Where(call => call.Name == tool);

    public PastCall? Last(string tool) => Of(tool).LastOrDefault();

    private static int LastPrompt(IReadOnlyList<ChatMessage> messages, int before)
    {
        for (var i = before - 1; i >= 0; i--)
            if (messages[i].Role == ChatRole.User && !string.IsNullOrWhiteSpace(messages[i].Text) && !IsNote(messages[i]))
                return i;
        return -1;
    }

    private static bool IsNote(ChatMessage message) => message.Role == ChatRole.User && EngineNote.Is(message.Text);

    private static string TextOf(IReadOnlyList<ChatMessage> messages, ChatRole role) => messages.FirstOrDefault(message => message.Role == role)?.Text ?? "";

    // A host may pass the answer to a question on as a message instead of as the call's result.
    private static FunctionCallContent? AnswersQuestion(IReadOnlyList<ChatMessage> messages, int prompt, Dictionary<string, FunctionResultContent> results) =>
        prompt <= 0 ? null : messages[prompt - 1].Contents.OfType<FunctionCallContent>().LastOrDefault(call => call.Name == ToolNames.AskUser && !results.ContainsKey(call.CallId));

    private static bool Mentions(IReadOnlyList<ChatMessage> messages, int start) =>
        messages.Where((message, i) => i < start || message.Role == ChatRole.System).Any(message => message.Text.Contains(AppSpec.Path, StringComparison.Ordinal)
            || message.Contents.OfType<FunctionCallContent>().Any(call => call.Name == ToolNames.WriteFile && call.Arguments?.TryGetValue("path", out var path) == true && Text(path) == AppSpec.Path));

    private static PastCall Past(FunctionCallContent call, Dictionary<string, FunctionResultContent> results)
    {
        var arguments = (call.Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal)).ToDictionary(pair => pair.Key, pair => Text(pair.Value), StringComparer.Ordinal);
        var result = results.GetValueOrDefault(call.CallId);
        return new PastCall(call.Name, arguments, result is null ? null : Text(result.Result), result is not null && IsError(result));
    }

    private static bool IsError(FunctionResultContent result)
    {
        var text = Text(result.Result).TrimStart();
        return result.Exception is not null || text.StartsWith("error:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("{\"error\"", StringComparison.OrdinalIgnoreCase);
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        JsonElement json => json.GetRawText(),
        TextContent content => content.Text,
        _ => JsonSerializer.Serialize(value),
    };
}
