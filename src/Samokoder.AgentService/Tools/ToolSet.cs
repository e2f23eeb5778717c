using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Tools;

/// <summary>The tools that a role may use.</summary>
internal sealed class ToolSet
{
    private readonly Dictionary<string, AgentTool> _byName;

    public ToolSet(params IEnumerable<object> tools) =>
        _byName = tools.SelectMany(AgentTool.Of).ToDictionary(t => t.Function.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _byName.Keys;

    public List<AITool> ForModel() => [.. _byName.Values.Select(t => (AITool)t.Function)];

    /// <summary>That one alone.</summary>
    public List<AITool> ForModel(string name) => [_byName[name].Function];

    public AgentTool? Find(string name) => _byName.GetValueOrDefault(name);
}
