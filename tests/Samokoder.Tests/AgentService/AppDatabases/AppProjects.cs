using Microsoft.Extensions.DependencyInjection;
using Samokoder.AgentService.Provisioning;

namespace Samokoder.Tests.AgentService.AppDatabases;

internal static class AppProjects
{
    /// <summary>A project with an empty workspace that counts as made from a starter.</summary>
    public static async Task<Guid> AddAsync(AgentHost host, string starter)
    {
        var project = host.NewProject();
        await host.Services.GetRequiredService<ProjectStarters>().SetAsync(project, starter, TestContext.Current.CancellationToken);
        return project;
    }
}
