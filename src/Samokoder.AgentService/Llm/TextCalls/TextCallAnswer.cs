using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>
/// One streamed answer. Its calls are given at its end, for they count only if the model made none in the protocol's own way: some write in their
/// text what they then call.
/// </summary>
internal sealed class TextCallAnswer(IEnumerable<AIFunctionDeclaration> tools)
{
    private readonly TextCallReader _reader = new();
    private readonly TextCallParser _parser = new(tools);
    private readonly List<(string Text, IReadOnlyList<FunctionCallContent> Calls)> _found = [];
    private string _space = "";
    private bool _native;

    public IEnumerable<AIContent> Read(AIContent content)
    {
        _native |= content is FunctionCallContent or ToolCallDeltaContent;
        return content is TextContent text ? Contents(_reader.Read(text.Text)) : [content];
    }

    public IReadOnlyList<AIContent> End()
    {
        var rest = Contents(_reader.End());
        if (_found.Count == 0 && _space.Length > 0) rest.Add(new TextContent(_space));
        return [.. rest, .. _found.SelectMany(f => _native ? [new TextContent(f.Text)] : f.Calls.AsEnumerable<AIContent>())];
    }

    private List<AIContent> Contents(IReadOnlyList<TextPiece> pieces)
    {
        var contents = new List<AIContent>();
        foreach (var piece in pieces)
        {
            if (_parser.Parse(piece) is { } calls) _found.Add((piece.Text, calls));
            else if (piece.Thought) contents.Add(new TextReasoningContent(piece.Text));
            else if (Said(piece.Text) is { Length: > 0 } said) contents.Add(new TextContent(said));
        }
        return contents;
    }

    /// <summary>Without the spaces at its end, which are said only if more is said: those around calls are not for anybody.</summary>
    private string Said(string text)
    {
        var all = _space + text;
        var said = all.TrimEnd();
        _space = all[said.Length..];
        return said;
    }
}
