using Samokoder.Contracts.Previews;

namespace Samokoder.PreviewGateway.Waking;

/// <summary>What AgentService said of a preview.</summary>
internal abstract record AgentAnswer
{
    private AgentAnswer()
    {
    }

    public sealed record State(PreviewState Value) : AgentAnswer;

    /// <summary>No project has such a preview.</summary>
    public sealed record Unknown : AgentAnswer;

    /// <summary>It did not answer, or not with what was asked.</summary>
    public sealed record Unavailable : AgentAnswer;
}
