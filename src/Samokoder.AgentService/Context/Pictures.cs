using Microsoft.Extensions.AI;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Browsers;

namespace Samokoder.AgentService.Context;

/// <summary>
/// Shows a model that sees the pictures that tools have taken. Each follows the results of its turn, as a message of its own, which every provider takes;
/// the newest few only, and none of what was shortened.
/// </summary>
internal sealed class Pictures(Screenshots screenshots, Guid projectId)
{
    private const int Shown = 3;

    /// <summary>What was shown once stays the same object, so that its size is not counted again.</summary>
    private readonly Dictionary<string, ChatMessage?> _messages = new(StringComparer.Ordinal);

    public async Task<List<ChatMessage>> ShowAsync(List<ChatMessage> view, CancellationToken cancellationToken)
    {
        var newest = view.SelectMany(NamesIn).TakeLast(Shown).ToHashSet(StringComparer.Ordinal);
        if (newest.Count == 0) return view;
        var (shown, waiting) = (new List<ChatMessage>(view.Count + newest.Count), new List<string>());
        for (var i = 0; i < view.Count; i++)
        {
            shown.Add(view[i]);
            waiting.AddRange(NamesIn(view[i]).Where(newest.Contains));
            // The results of one turn stay together.
            if (i + 1 < view.Count && view[i + 1].Role == ChatRole.Tool) continue;
            foreach (var name in waiting)
                if (await MessageAsync(name, cancellationToken) is { } message) shown.Add(message);
            waiting.Clear();
        }
        return shown;
    }

    private static IEnumerable<string> NamesIn(ChatMessage message) => message.Contents.Select(ContextMarks.PictureOf).OfType<string>();

    /// <summary>Null when the picture is not kept any more.</summary>
    private async Task<ChatMessage?> MessageAsync(string name, CancellationToken cancellationToken)
    {
        if (_messages.TryGetValue(name, out var known)) return known;
        var picture = await screenshots.ReadAsync(projectId, name, cancellationToken);
        return _messages[name] = picture is null
            ? null
            : new ChatMessage(ChatRole.User, [new TextContent(EngineNote.Of("The picture of the page that you asked for:")), new DataContent(picture, Screenshots.MediaType)]);
    }
}
