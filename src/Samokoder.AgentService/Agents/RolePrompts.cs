using System.Collections.Concurrent;
using Microsoft.SemanticKernel;

namespace Samokoder.AgentService.Agents;

/// <summary>Renders the instructions of a role from its folder's <c>prompt.md</c>.</summary>
internal sealed class RolePrompts
{
    private readonly ConcurrentDictionary<AgentRole, string> _texts = new();

    /// <param name="variables">Every <c>{{$name}}</c> of the prompt. They go to the model as they are and are not parsed as markup.</param>
    public Task<string> RenderAsync(Kernel kernel, AgentRole role, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var config = new PromptTemplateConfig(_texts.GetOrAdd(role, Read))
        {
            InputVariables = [.. variables.Keys.Select(name => new InputVariable { Name = name, AllowDangerouslySetContent = true })],
        };
        var arguments = new KernelArguments();
        foreach (var (name, value) in variables) arguments[name] = value;
        return new KernelPromptTemplateFactory().Create(config).RenderAsync(kernel, arguments, cancellationToken);
    }

    private static string Read(AgentRole role)
    {
        var name = $"Agents/{role}/prompt.md";
        using var stream = typeof(RolePrompts).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
