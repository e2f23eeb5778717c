namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>A part of an answer.</summary>
/// <param name="Text">As the model wrote it.</param>
internal sealed record TextPiece(string Text)
{
    /// <summary>What may be a call; null for plain text.</summary>
    public string? Body { get; init; }

    public TextCallTrust Trust { get; init; }

    /// <summary>What the model wrote to itself.</summary>
    public bool Thought { get; init; }

    /// <summary>The answer began with JSON outside of any block.</summary>
    public bool Bare { get; init; }
}
