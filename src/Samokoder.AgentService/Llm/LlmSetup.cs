using Samokoder.AgentService.Llm.Demo;
using Samokoder.ServiceDefaults.Outbound;

namespace Samokoder.AgentService.Llm;

internal static class LlmSetup
{
    /// <summary>Adds the models that runs may call, the demo model among them.</summary>
    public static IHostApplicationBuilder AddLlm(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<LlmOptions>().BindConfiguration(LlmOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var allowPrivate = ProviderConnections.AllowsPrivate(builder.Configuration, builder.Environment);
        builder.Services.AddSingleton(_ => new ProviderHttp(allowPrivate, TimeProvider.System));
        builder.Services.AddSingleton<ProviderClients>();
        builder.Services.AddSingleton<LlmMetrics>();
        builder.Services.AddSingleton<ModelTurns>();
        builder.Services.AddSingleton<ChatModels>();
        builder.Services.AddDemoModel();
        return builder;
    }
}
