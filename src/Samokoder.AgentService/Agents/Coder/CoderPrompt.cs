using Microsoft.SemanticKernel;

namespace Samokoder.AgentService.Agents.Coder;

/// <summary>Renders the coder's instructions from <c>prompt.md</c>.</summary>
internal sealed class CoderPrompt
{
    private readonly IPromptTemplate _template = new KernelPromptTemplateFactory().Create(
        new PromptTemplateConfig(Read()) { InputVariables = [Verbatim("starter"), Verbatim("files")] });

    public Task<string> RenderAsync(Kernel kernel, string starter, string files, CancellationToken cancellationToken) =>
        _template.RenderAsync(kernel, new KernelArguments { ["starter"] = starter, ["files"] = files }, cancellationToken);

    /// <summary>The text goes to a system message as it is; it is not parsed as markup.</summary>
    private static InputVariable Verbatim(string name) => new() { Name = name, AllowDangerouslySetContent = true };

    private static string Read()
    {
        using var stream = typeof(CoderPrompt).Assembly.GetManifestResourceStream("Agents/Coder/prompt.md")
            ?? throw new InvalidOperationException("prompt.md of the coder is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
