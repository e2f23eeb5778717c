using System.ComponentModel;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Browsers;
using Samokoder.AgentService.Browsers.Pages;
using Samokoder.AgentService.Previews;

namespace Samokoder.AgentService.Tools;

/// <summary>Looks at the app's page and acts on it, as a user would.</summary>
internal sealed class BrowserTools(IBrowsers browsers, IPreviews previews, Screenshots screenshots, PreviewProject project)
    : PageViewTools(browsers, previews, screenshots, project)
{
    private static readonly TimeSpan ReactTime = TimeSpan.FromSeconds(3);

    internal const string ElementHelp = "A ref of the newest look, as e12; or role and name, as button \"Add\".";

    [KernelFunction("click"), AgentTool(ToolEffect.Once, "element")]
    [Description("Clicks an element of the open page and tells what the page shows then.")]
    public Task<ToolResult> ClickAsync(
        [Description(ElementHelp)] string element, CancellationToken cancellationToken = default) =>
        ActAsync(element, "clicked", (open, target) => open.ClickAsync(target, cancellationToken), cancellationToken);

    [KernelFunction("type_text"), AgentTool(ToolEffect.Once, "element")]
    [Description("Replaces the content of a field of the open page and tells what the page shows then. Dates as 2026-01-31, times as 18:30.")]
    public Task<ToolResult> TypeAsync(
        [Description(ElementHelp)] string element,
        [Description("The new content; empty to clear it.")] string text,
        [Description("True presses Enter afterwards.")] bool submit = false,
        CancellationToken cancellationToken = default) =>
        ActAsync(
            element, "typed",
            async (open, target) => await open.TypeAsync(target, text, cancellationToken) ?? (submit ? await open.PressAsync("Enter", cancellationToken) : null),
            cancellationToken);

    [KernelFunction("select_option"), AgentTool(ToolEffect.Once, "element")]
    [Description("Chooses an option of a drop-down list of the open page and tells what the page shows then.")]
    public Task<ToolResult> SelectAsync(
        [Description(ElementHelp)] string element, [Description("The option's text or value.")] string option, CancellationToken cancellationToken = default) =>
        ActAsync(element, "chosen", (open, target) => open.SelectAsync(target, option, cancellationToken), cancellationToken);

    [KernelFunction("press_key"), AgentTool(ToolEffect.Once, "key")]
    [Description("Presses a key in the open page, as Enter, Escape, Tab, ArrowDown or one character, and tells what the page shows then.")]
    public Task<ToolResult> PressAsync([Description("The key.")] string key, CancellationToken cancellationToken = default) =>
        OnPageAsync(
            async open => await open.PressAsync(key, cancellationToken) is { } problem
                ? ToolResult.Error(problem)
                : await AfterAsync(open, $"pressed {key}", cancellationToken),
            cancellationToken);

    private async Task<ToolResult> ActAsync(
        string element, string done, Func<BrowserPage, PageElement, Task<string?>> act, CancellationToken cancellationToken) =>
        await OnPageAsync(
            async open =>
            {
                if (Elements.Count == 0)
                    Elements = (await AccessibilityTree.ReadAsync(open, MaxTree, cancellationToken)).Elements;
                var (target, unknown) = ElementSearch.Find(Elements, element);
                if (target is null)
                    return ToolResult.Error(unknown!);
                return await act(open, target) is { } problem
                    ? ToolResult.Error($"{element}: {problem}.")
                    : await AfterAsync(open, $"{done} {target.Role} \"{target.Name}\"", cancellationToken);
            },
            cancellationToken);

    private async Task<ToolResult> AfterAsync(BrowserPage open, string what, CancellationToken cancellationToken)
    {
        await open.SettleAsync(ReactTime, cancellationToken);
        return await DescribeAsync(open, $"{what}.", "done", cancellationToken);
    }
}
