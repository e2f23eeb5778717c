using System.Globalization;
using System.Text;

namespace Samokoder.AgentService.Runs.Live;

/// <summary>
/// Reads the string properties of a JSON object while it is still being written, cut anywhere, also inside an escape. It is for the live
/// view only and forgives everything: what it cannot read it leaves out.
/// </summary>
internal sealed class ToolArgumentStream
{
    private readonly StringBuilder _property = new();
    private readonly StringBuilder _escape = new();
    private readonly StringBuilder _read = new();
    private State _state = State.Outside;
    private int _depth;
    private bool _isName;

    private enum State
    {
        Outside,
        InString,
        InEscape,
        InUnicodeEscape,
    }

    /// <summary>Reads on, and answers what was added to the value of each top-level string property, in order.</summary>
    public IReadOnlyList<(string Property, string Added)> Read(string piece)
    {
        var added = new List<(string, string)>();
        foreach (var c in piece) Read(c, added);
        Flush(added);
        return added;
    }

    private void Read(char c, List<(string, string)> added)
    {
        switch (_state)
        {
            case State.Outside: Outside(c); break;
            case State.InString when c == '"': EndString(added); break;
            case State.InString when c == '\\': _state = State.InEscape; break;
            case State.InString: Append(c); break;
            case State.InEscape when c == 'u': (_state, _) = (State.InUnicodeEscape, _escape.Clear()); break;
            case State.InEscape: Append(Unescape(c)); _state = State.InString; break;
            case State.InUnicodeEscape: UnicodeEscape(c); break;
        }
    }

    private void Outside(char c)
    {
        switch (c)
        {
            case '{' or '[': _depth++; _isName = c == '{'; break;
            case '}' or ']': _depth--; break;
            case ':': _isName = false; break;
            case ',': _isName = _depth == 1; break;
            case '"':
                _state = State.InString;
                if (_isName && _depth == 1) _property.Clear();
                break;
        }
    }

    private void EndString(List<(string, string)> added)
    {
        Flush(added);
        _state = State.Outside;
    }

    private void Append(char c)
    {
        if (_depth != 1) return;
        (_isName ? _property : _read).Append(c);
    }

    private void UnicodeEscape(char c)
    {
        _escape.Append(c);
        if (_escape.Length < 4) return;
        if (int.TryParse(_escape.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) Append((char)code);
        _state = State.InString;
    }

    private void Flush(List<(string, string)> added)
    {
        if (_read.Length == 0) return;
        added.Add((_property.ToString(), _read.ToString()));
        _read.Clear();
    }

    private static char Unescape(char c) => c switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\b',
        'f' => '\f',
        _ => c,
    };
}
