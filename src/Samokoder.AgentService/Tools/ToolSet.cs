using Microsoft.Extensions.AI;

namespace Samokoder.AgentService.Tools;

/// <summary>The tools that a role may use.</summary>
internal sealed class ToolSet
{
    private readonly Dictionary<string, AgentTool> _byName;

    /// <param name="tools">Objects with methods that are marked as tools, and tools.</param>
    public ToolSet(params IEnumerable<object> tools) =>
        _byName = tools.SelectMany(t => t is AgentTool tool ? [tool] : AgentTool.Of(t)).ToDictionary(t => t.Name, StringComparer.Ordinal);

    public IEnumerable<string> Names => _byName.Keys;

    public List<AITool> ForModel() => [.. _byName.Values.Select(t => (AITool)t.Declaration)];

    /// <summary>That one alone.</summary>
    public List<AITool> ForModel(string name) => [_byName[name].Declaration];

    public AgentTool? Find(string name) => _byName.GetValueOrDefault(name);
}
