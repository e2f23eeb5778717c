using Samokoder.AgentService.Agents.Coder;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.AgentService.Verification;

namespace Samokoder.AgentService.Runs;

internal static class RunSetup
{
    /// <summary>Adds the worker that takes runs from the queue. Needs models, sandboxes, workspaces, provisioning and previews.</summary>
    public static IHostApplicationBuilder AddRuns(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RunOptions>().BindConfiguration(RunOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<GuardOptions>().BindConfiguration(GuardOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<WorkerIdentity>();
        builder.Services.AddSingleton<RunMetrics>();
        builder.Services.AddSingleton<CoderPrompt>();
        builder.Services.AddSingleton<Verifier>();
        builder.Services.AddSingleton<RunSessions>();
        builder.Services.AddSingleton<RunLoop>();
        builder.Services.AddSingleton<RunExecutor>();
        builder.Services.AddHostedService<RunWorker>();
        return builder;
    }
}
