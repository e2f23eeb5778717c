using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Samokoder.AgentService.Agents.Tester;
using Samokoder.AgentService.Previews;
using Samokoder.AgentService.Tools;
using Samokoder.AgentService.Workspaces;

namespace Samokoder.Tests.AgentService.Runs.Roles;

/// <summary>In the place of a browser: a tool that reads the page's file.</summary>
internal sealed class FakePage(IWorkspaces workspaces) : IPageTools
{
    public static void Use(IServiceCollection services) => services.AddSingleton<IPageTools, FakePage>();

    public Task<PageTools> OpenAsync(PreviewProject project, CancellationToken cancellationToken) =>
        Task.FromResult(new PageTools(new Tools(workspaces.Files(project.ProjectId))));

    public PageTools View(PreviewProject project) => new(null);

    internal sealed class Tools(IWorkspaceFiles files)
    {
        [KernelFunction("look"), AgentTool(ToolEffect.ReadOnly), Description("Shows the page.")]
        public async Task<ToolResult> LookAsync(CancellationToken cancellationToken) =>
            ToolResult.Ok((await files.ReadTextAsync("page.html", cancellationToken)).Value!.Content, "looked");
    }
}
