using Samokoder.Contracts.Previews;

namespace Samokoder.PreviewGateway.Waking;

/// <summary>What AgentService said of who may see a preview.</summary>
internal abstract record AccessAnswer
{
    private AccessAnswer()
    {
    }

    public sealed record Rule(PreviewAccessRule Value) : AccessAnswer;

    /// <summary>No project has such a preview.</summary>
    public sealed record Unknown : AccessAnswer;

    /// <summary>It did not answer, or not with what was asked.</summary>
    public sealed record Unavailable : AccessAnswer;
}
