using Samokoder.Contracts.Runs;

namespace Samokoder.AgentService.Runs;

/// <summary>Ends the run as failed with a sentence for the user.</summary>
internal sealed class RunFailedException(RunError error) : Exception(error.Detail)
{
    public RunError Error { get; } = error;
}
