using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Llm.Demo.Specs;

namespace Samokoder.AgentService.Llm.Demo.Conversation;

/// <summary>A tool call of the current request with its result; a call without one was interrupted.</summary>
internal sealed record PastCall(string Name, IReadOnlyDictionary<string, string> Arguments, string? Result, bool Failed)
{
    public bool Succeeded => Result is not null && !Failed;

    public string Path => Arguments.GetValueOrDefault("path", "");
}

/// <summary>What a check found, which the model is to repair.</summary>
/// <param name="Number">How many repairs were asked for, this one included.</param>
internal sealed record RepairRequest(int Number, string Rung, string Output);

/// <summary>What the history says about the request that is being worked on: the model itself keeps no state.</summary>
internal sealed partial class DemoHistory
{
    private DemoHistory(IReadOnlyList<ChatMessage> messages, int start, Dictionary<string, FunctionResultContent> results)
    {
        var prompt = start < 0 ? null : messages[start];
        var current = messages.Skip(start + 1).ToArray();
        var repairs = current.Index().Where(entry => IsNote(entry.Item) && Repaired(entry.Item.Text).Success).ToArray();
        var since = repairs.Length == 0 ? current : current[(repairs[^1].Index + 1)..];
        Request = prompt?.Contents.OfType<TextContent>().FirstOrDefault()?.Text ?? "";
        Attachments = [.. (prompt?.Contents.OfType<TextContent>().Skip(1) ?? []).Select(content => content.Text)];
        Calls = CallsOf(since, results);
        Earlier = repairs.Length == 0 ? [] : CallsOf(current[..repairs[^1].Index], results);
        AppExists = Mentions(messages, start);
        Instructions = messages.FirstOrDefault(message => message.Role == ChatRole.System)?.Text ?? "";
        Notes = [.. messages.Where(IsNote).Select(note => note.Text)];
        Repair = repairs.Length == 0 ? null : RepairOf(repairs.Length, repairs[^1].Item.Text);
    }

    /// <summary>The user's last prompt, without what was attached to it.</summary>
    public string Request { get; }

    /// <summary>What was attached to the prompt, in the words in which the engine hands it on.</summary>
    public IReadOnlyList<string> Attachments { get; }

    /// <summary>The calls since that prompt, or since the last repair was asked for; oldest first.</summary>
    public IReadOnlyList<PastCall> Calls { get; }

    /// <summary>The calls before the last repair was asked for.</summary>
    public IReadOnlyList<PastCall> Earlier { get; }

    /// <summary>Something in the history mentions the spec of an app that this model has made.</summary>
    public bool AppExists { get; }

    /// <summary>The system message.</summary>
    public string Instructions { get; }

    /// <summary>What the engine said in the user's place, oldest first.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Null when nothing is to be repaired.</summary>
    public RepairRequest? Repair { get; }

    /// <summary>What the user answered, to this role or to one before it; null when nothing was asked.</summary>
    public string? Answer => Last(ToolNames.AskUser)?.Result
        ?? Notes.Select(note => Answered().Match(note)).LastOrDefault(match => match.Success)?.Groups["answer"].Value;

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
        return new DemoHistory(messages, start, results);
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

    private static PastCall[] CallsOf(IEnumerable<ChatMessage> messages, Dictionary<string, FunctionResultContent> results) =>
        [.. messages.Where(message => message.Role == ChatRole.Assistant).SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => Past(call, results))];

    private static bool IsNote(ChatMessage message) => message.Role == ChatRole.User && EngineNote.Is(message.Text);

    private static RepairRequest RepairOf(int number, string note) => new(number, Repaired(note).Groups["rung"].Value, note);

    private static Match Repaired(string note) => FailedCheck().Match(note);

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

    [GeneratedRegex("^\\[Samokoder\\] The check \"(?<rung>[^\"\n]*)\" failed", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FailedCheck();

    [GeneratedRegex(@"^\[Samokoder\] The user was asked: .*?\nThe user answered: (?<answer>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Answered();
}
