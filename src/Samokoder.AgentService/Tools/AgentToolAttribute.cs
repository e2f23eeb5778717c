namespace Samokoder.AgentService.Tools;

/// <summary>Offers a method with a <c>KernelFunction</c> name to the model.</summary>
/// <param name="target">The parameter that says, to people, what the call works on.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AgentToolAttribute(ToolEffect effect, string? target = null) : Attribute
{
    public ToolEffect Effect { get; } = effect;

    public string? Target { get; } = target;
}
