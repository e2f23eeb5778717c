using Microsoft.Extensions.DependencyInjection.Extensions;
using Samokoder.AgentService.Agents;
using Samokoder.AgentService.Agents.Architect;
using Samokoder.AgentService.Agents.Tester;
using Samokoder.AgentService.Attachments;
using Samokoder.AgentService.Context;
using Samokoder.AgentService.Runs.Guards;
using Samokoder.AgentService.Runs.Stages;
using Samokoder.AgentService.Verification;

namespace Samokoder.AgentService.Runs;

internal static class RunSetup
{
    /// <summary>Adds the worker that takes runs from the queue. Needs models, sandboxes, workspaces, provisioning and previews.</summary>
    public static IHostApplicationBuilder AddRuns(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RunOptions>().BindConfiguration(RunOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<GuardOptions>().BindConfiguration(GuardOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<ContextOptions>().BindConfiguration(ContextOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<PromptAttachments>();
        builder.Services.AddSingleton<RunContexts>();
        builder.Services.AddSingleton<WorkerIdentity>();
        builder.Services.AddSingleton<RunMetrics>();
        builder.Services.AddSingleton<RolePrompts>();
        builder.Services.AddSingleton<RoleTools>();
        builder.Services.AddSingleton<IPageTools, BrowserPageTools>();
        builder.Services.AddSingleton<PageCheck>();
        builder.Services.AddSingleton<Verifier>();
        builder.Services.AddSingleton<RunSessions>();
        builder.Services.AddSingleton<RoleContexts>();
        builder.Services.AddSingleton<StarterOffer>();
        builder.Services.AddSingleton<StarterStage>();
        builder.Services.AddSingleton<PlanningStage>();
        builder.Services.AddSingleton<TaskStage>();
        builder.Services.AddSingleton<ClosingStage>();
        builder.Services.AddSingleton<RunLoop>();
        builder.Services.AddSingleton<RunExecutor>();
        builder.Services.AddHostedService<RunWorker>();
        return builder;
    }
}
