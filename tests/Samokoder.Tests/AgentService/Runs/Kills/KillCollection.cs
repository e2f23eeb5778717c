namespace Samokoder.Tests.AgentService.Runs.Kills;

/// <summary>Its processes have the machine to themselves: killing them at random says more when nothing else slows them down.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KillCollection
{
    public const string Name = "Kills";
}
