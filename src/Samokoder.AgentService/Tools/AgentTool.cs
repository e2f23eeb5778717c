using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Samokoder.AgentService.Tools;

/// <summary>One tool as the model sees it, with what the engine must know of it.</summary>
internal sealed class AgentTool
{
    private const int MaxTargetChars = 200;

    private readonly string? _target;
    private readonly Func<Kernel, JsonElement, CancellationToken, Task<ToolResult>> _invoke;

    private AgentTool(KernelFunction function, AgentToolAttribute attribute, object owner)
    {
        Traces = attribute.Effect == ToolEffect.Traced
            ? owner as ICallTraces ?? throw new InvalidOperationException($"{function.Name} is traced, and {owner.GetType().Name} leaves no traces.")
            : null;
        (Declaration, Effect, _target) = (function, attribute.Effect, attribute.Target);
        _invoke = (kernel, arguments, cancellationToken) => InvokeAsync(function, kernel, arguments, cancellationToken);
    }

    /// <summary>A tool of a project's own, whose effects nobody here knows.</summary>
    public AgentTool(AIFunctionDeclaration declaration, Func<JsonElement, CancellationToken, Task<ToolResult>> invoke)
    {
        (Declaration, Effect, IsOurs) = (declaration, ToolEffect.Once, false);
        _invoke = (_, arguments, cancellationToken) => Misfit(arguments) is { } misfit ? Task.FromResult(ToolResult.Error(misfit)) : invoke(arguments, cancellationToken);
    }

    public string Name => Declaration.Name;

    /// <summary>As models are told of it.</summary>
    public AIFunctionDeclaration Declaration { get; }

    /// <summary>False for tools that a project brings.</summary>
    public bool IsOurs { get; } = true;

    public ToolEffect Effect { get; }

    /// <summary>Set exactly when the effect is <see cref="ToolEffect.Traced"/>.</summary>
    public ICallTraces? Traces { get; }

    /// <summary>Every method of the object that is marked as a tool.</summary>
    public static IEnumerable<AgentTool> Of(object tools) => tools.GetType()
        .GetMethods(BindingFlags.Public | BindingFlags.Instance)
        .Select(method => (Method: method, Attribute: method.GetCustomAttribute<AgentToolAttribute>()))
        .Where(m => m.Attribute is not null)
        .Select(m => new AgentTool(KernelFunctionFactory.CreateFromMethod(m.Method, ToolJson.Options, tools), m.Attribute!, tools));

    /// <summary>For people, as the path of a file or the command line; empty when the arguments do not say.</summary>
    public string TargetOf(JsonElement arguments)
    {
        if (_target is null || arguments.ValueKind != JsonValueKind.Object) return "";
        if (!arguments.TryGetProperty(_target, out var value) || value.ValueKind != JsonValueKind.String) return "";
        var text = value.GetString()!.ReplaceLineEndings(" ");
        return text.Length <= MaxTargetChars ? text : string.Concat(text.AsSpan(0, MaxTargetChars), "…");
    }

    /// <summary>Runs the tool. Arguments that do not fit are an error for the model, not an exception.</summary>
    public Task<ToolResult> InvokeAsync(Kernel kernel, JsonElement arguments, CancellationToken cancellationToken) => _invoke(kernel, arguments, cancellationToken);

    private async Task<ToolResult> InvokeAsync(KernelFunction function, Kernel kernel, JsonElement arguments, CancellationToken cancellationToken)
    {
        if ((Misfit(arguments) ?? Missing(function, arguments)) is { } misfit) return ToolResult.Error(misfit);
        try
        {
            var result = await function.InvokeAsync(kernel, ToKernelArguments(arguments), cancellationToken);
            return result.GetValue<ToolResult>() ?? throw new InvalidOperationException($"{Name} gave no result.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or InvalidCastException or NotSupportedException
            || exception is KernelException { InnerException: JsonException or ArgumentException or FormatException or InvalidCastException })
        {
            return ToolResult.Error($"the arguments do not fit the schema of {Name}. Call it again with arguments that do.");
        }
    }

    private string? Misfit(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.String => $"the call of {Name} was not made: {arguments.GetString()}. Call it again.",
        JsonValueKind.Object => null,
        _ => $"the arguments of {Name} are not a JSON object.",
    };

    private static string? Missing(KernelFunction function, JsonElement arguments)
    {
        var missing = function.Metadata.Parameters
            .Where(p => p.IsRequired && (!arguments.TryGetProperty(p.Name, out var v) || v.ValueKind == JsonValueKind.Null))
            .Select(p => p.Name).ToList();
        return missing.Count == 0 ? null : $"{function.Name} needs {string.Join(", ", missing)}.";
    }

    private static KernelArguments ToKernelArguments(JsonElement arguments)
    {
        var converted = new KernelArguments();
        foreach (var property in arguments.EnumerateObject())
            converted[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : property.Value;
        return converted;
    }
}
