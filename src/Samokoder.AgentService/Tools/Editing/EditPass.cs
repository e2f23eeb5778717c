namespace Samokoder.AgentService.Tools.Editing;

/// <summary>How literally a block was matched, strictest first. Each pass forgives what the one before it forgives, and more.</summary>
internal enum EditPass
{
    /// <summary>Character for character; CRLF and LF count as the same line break. The only pass that matches inside a line.</summary>
    Exact,

    /// <summary>Whole lines; white space at their ends is ignored.</summary>
    RightTrimmed,

    /// <summary>Whole lines; white space at both ends is ignored, and the replacement takes the indentation of the file.</summary>
    Trimmed,

    /// <summary>As <see cref="Trimmed"/>, after <see cref="UnicodeFold"/>: composed characters, plain quotes, dashes and spaces.</summary>
    Unicode,
}
