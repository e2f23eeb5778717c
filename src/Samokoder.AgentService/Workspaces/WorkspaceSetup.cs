namespace Samokoder.AgentService.Workspaces;

internal static class WorkspaceSetup
{
    /// <summary>Adds <see cref="IWorkspaces"/> on the data folder that <c>Samokoder:DataPath</c> names.</summary>
    public static IHostApplicationBuilder AddWorkspaces(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DataFolderOptions>().BindConfiguration(DataFolderOptions.Section);
        builder.Services.AddSingleton<DataFolder>();
        builder.Services.AddSingleton<WorkspaceStore>();
        builder.Services.AddSingleton<IWorkspaces>(services => services.GetRequiredService<WorkspaceStore>());
        return builder;
    }
}
