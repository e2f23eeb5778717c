namespace Samokoder.AgentService.Terminals;

internal static class TerminalSetup
{
    /// <summary>Adds the shells of projects for <c>/internal/projects/{id}/terminal</c>.</summary>
    public static IHostApplicationBuilder AddTerminals(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TerminalOptions>()
            .BindConfiguration(TerminalOptions.Section)
            .Validate(o => o.MaxPerProject >= 1 && o.MaxPerPerson >= 1 && o.HistoryKb >= 16, "Terminal:MaxPerProject and Terminal:MaxPerPerson must be 1 or more, Terminal:HistoryKb 16 or more.")
            .Validate(o => o.KeepTime > TimeSpan.Zero && o.IdleTimeout > TimeSpan.Zero, "Terminal:KeepTime and Terminal:IdleTimeout must be longer than zero.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ProjectTerminals>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ProjectTerminals>());
        return builder;
    }
}
