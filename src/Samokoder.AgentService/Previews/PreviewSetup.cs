namespace Samokoder.AgentService.Previews;

internal static class PreviewSetup
{
    /// <summary>Adds <see cref="IPreviews"/>. Needs provisioning, sandboxes, workspaces and the preview directory of Messaging.</summary>
    public static IHostApplicationBuilder AddPreviews(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<PreviewRunOptions>()
            .BindConfiguration(PreviewRunOptions.Section)
            .Validate(o => o.IdleTimeout > TimeSpan.Zero && o.StartTimeout > TimeSpan.Zero, "Preview:IdleTimeout and Preview:StartTimeout must be longer than zero.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ServiceProbe>();
        builder.Services.AddSingleton<PreviewLauncher>();
        builder.Services.AddSingleton<ReplicaAddress>();
        builder.Services.AddSingleton<PreviewAnnouncer>();
        builder.Services.AddSingleton<PreviewRoom>();
        builder.Services.AddSingleton<PreviewManager>();
        builder.Services.AddSingleton<IPreviews>(services => services.GetRequiredService<PreviewManager>());
        builder.Services.AddHostedService(services => services.GetRequiredService<PreviewManager>());
        return builder;
    }
}
