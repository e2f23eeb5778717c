namespace Samokoder.AgentService.Mcp;

internal static class McpSetup
{
    /// <summary>Adds the tools that projects bring themselves. Needs sandboxes.</summary>
    public static IHostApplicationBuilder AddMcp(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<McpOptions>().BindConfiguration(McpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<McpServers>();
        return builder;
    }
}
