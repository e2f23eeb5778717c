using System.Text;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>
/// Cuts a streamed answer into plain text and blocks that may be calls, wherever the stream is split. A block is given when it is whole; text that
/// cannot begin one is given at once. Code in ordinary fences, in inline code and in a model's thoughts is text, whatever it holds.
/// </summary>
internal sealed class TextCallReader
{
    private const string Think = "<think>";
    private const string EndOfThought = "</think>";

    private readonly StringBuilder _held = new();
    private bool _begun;
    private char _last = '\n';

    public IReadOnlyList<TextPiece> Read(string delta)
    {
        _held.Append(delta);
        return Drain(final: false);
    }

    /// <summary>What is left when the answer is over, which closes every block.</summary>
    public IReadOnlyList<TextPiece> End() => Drain(final: true);

    private List<TextPiece> Drain(bool final)
    {
        var pieces = new List<TextPiece>();
        var text = _held.ToString();
        var at = 0;
        while (at < text.Length)
        {
            var next = Next(text, at, final);
            if (next is null) break;
            if (next.Value.Piece.Text.Length > 0) Add(pieces, next.Value.Piece);
            at = next.Value.End;
        }
        _held.Clear().Append(text, at, text.Length - at);
        return pieces;
    }

    /// <summary>The piece that begins here; null when more of the stream must be seen first.</summary>
    private (TextPiece Piece, int End)? Next(string text, int at, bool final)
    {
        if (!_begun)
        {
            var first = SkipSpace(text, at);
            if (first == text.Length) return final ? Plain(text, at, first) : null;
            if (Starts(text, first, Think, final) is not { } thinks) return null;
            if (thinks) return Thought(text, at, final);
            if (IsBareJson(text, first) is not { } bare) return final ? Plain(text, at, text.Length) : null;
            if (bare) return final ? (new TextPiece(text[at..]) { Body = text[at..].Trim(), Trust = TextCallTrust.Ambiguous, Bare = true }, text.Length) : null;
        }
        for (var i = at; i < text.Length; i++)
        {
            if (!MayOpen(text, i, at)) continue;
            var opens = OpensAt(text, i, at, final);
            if (opens == false) continue;
            if (i > at) return Plain(text, at, i);
            return opens is null ? null : Block(text, at, final);
        }
        return Plain(text, at, text.Length);
    }

    private (TextPiece Piece, int End)? Thought(string text, int at, bool final)
    {
        var end = text.IndexOf(EndOfThought, at, StringComparison.Ordinal);
        if (end < 0 && !final) return null;
        end = end < 0 ? text.Length : end + EndOfThought.Length;
        return (new TextPiece(text[at..end]) { Thought = true }, end);
    }

    private static bool MayOpen(string text, int i, int at) => text[i] is '<' or '[' || (text[i] == '`' && (i == at || text[i - 1] != '`'));

    /// <summary>Null while it cannot be told.</summary>
    private bool? OpensAt(string text, int i, int at, bool final)
    {
        var before = i > at ? text[i - 1] : _last;
        if (text[i] == '`') return IsLineStart(text, i, at) ? Starts(text, i, TextCallSyntax.Fence, final) : false;
        if (before == '`') return false;
        bool? found = false;
        foreach (var tag in TextCallSyntax.Tags)
        {
            var starts = Starts(text, i, tag.Open, final);
            if (starts == true) return tag.NamesTool ? true : HoldsCall(text, i + tag.Open.Length, final);
            if (starts is null) found = null;
        }
        return found;
    }

    /// <summary>A mark that is only talked about is followed by words.</summary>
    private static bool? HoldsCall(string text, int from, bool final)
    {
        var first = SkipSpace(text, from);
        return first < text.Length ? text[first] is '{' or '[' or '<' : final ? false : null;
    }

    private static (TextPiece Piece, int End)? Block(string text, int at, bool final) =>
        text[at] == '`' ? FencedBlock(text, at, final) : TaggedBlock(text, at, final);

    private static (TextPiece Piece, int End)? FencedBlock(string text, int at, bool final)
    {
        var newLine = text.IndexOf('\n', at);
        if (newLine < 0) return final ? (new TextPiece(text[at..]), text.Length) : null;
        var ticks = text.AsSpan(at).IndexOfAnyExcept('`');
        var language = text[(at + ticks)..newLine].Trim();
        var trust = TextCallSyntax.OfFence(language);
        var close = BlockEnd.OfFence(text, newLine, ticks, aware: trust is not null, final);
        if (close is not { } end) return null;
        return (new TextPiece(text[at..end.After]) { Body = trust is null ? null : text[(newLine + 1)..Math.Max(newLine + 1, end.Body)].Trim(), Trust = trust ?? default }, end.After);
    }

    private static (TextPiece Piece, int End)? TaggedBlock(string text, int at, bool final)
    {
        var tag = TextCallSyntax.Tags.First(t => string.CompareOrdinal(text, at, t.Open, 0, t.Open.Length) == 0);
        var from = tag.NamesTool ? at : at + tag.Open.Length;
        if (BlockEnd.OfTag(text, from, tag.Close, final) is not { } end) return null;
        return (new TextPiece(text[at..end.After]) { Body = text[from..end.Body].Trim(), Trust = TextCallTrust.Marked }, end.After);
    }

    /// <summary>Whether an answer begins as JSON that could be calls and nothing else. Null while it cannot be told.</summary>
    private static bool? IsBareJson(string text, int first)
    {
        if (text[first] is not ('{' or '[')) return false;
        var next = SkipSpace(text, first + 1);
        if (next == text.Length) return null;
        return text[first] == '{' ? text[next] == '"' : text[next] == '{';
    }

    /// <summary>Null when the text ends before it can be told.</summary>
    private static bool? Starts(string text, int at, string with, bool final)
    {
        var length = Math.Min(with.Length, text.Length - at);
        if (string.CompareOrdinal(text, at, with, 0, length) != 0) return false;
        return length == with.Length ? true : final ? false : null;
    }

    private bool IsLineStart(string text, int i, int at)
    {
        for (; i > at; i--)
            if (text[i - 1] is not (' ' or '\t')) return text[i - 1] == '\n';
        return _last == '\n';
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at;
    }

    private static (TextPiece Piece, int End) Plain(string text, int from, int to) => (new TextPiece(text[from..to]), to);

    private void Add(List<TextPiece> pieces, TextPiece piece)
    {
        pieces.Add(piece);
        _begun |= !piece.Thought && !string.IsNullOrWhiteSpace(piece.Text);
        // Spaces before a fence do not end the beginning of a line.
        if (piece.Text.AsSpan().TrimEnd(" \t") is { Length: > 0 } said) _last = said.Length == piece.Text.Length || said[^1] == '\n' ? said[^1] : ' ';
    }
}
