using System.Collections.Concurrent;

namespace Samokoder.AgentService.Llm.TextCalls;

/// <summary>Remembers as long as the process lives which models said that they cannot be given tools.</summary>
internal sealed class ToolAbilities
{
    private readonly ConcurrentDictionary<(Uri Server, string Model), bool> _without = new();

    public bool Has(Uri server, string model) => !_without.ContainsKey((server, model));

    public void Lacks(Uri server, string model) => _without[(server, model)] = true;
}
