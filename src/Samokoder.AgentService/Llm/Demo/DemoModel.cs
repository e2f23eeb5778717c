using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Samokoder.AgentService.Llm.Demo;

/// <summary>The built-in generator that stands in for a language model where there is no key and no network.</summary>
internal static class DemoModel
{
    public const string Provider = "demo";
    public const string ModelId = "demo/builder";

    /// <summary>Registers the model as the keyed <see cref="IChatClient"/> <see cref="ModelId"/>.</summary>
    public static IServiceCollection AddDemoModel(this IServiceCollection services)
    {
        services.AddOptions<DemoModelOptions>().BindConfiguration(DemoModelOptions.Section)
            .Validate(options => options.CharactersPerSecond >= 0, $"{DemoModelOptions.Section}:{nameof(DemoModelOptions.CharactersPerSecond)} must be 0 or more.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton<IChatClient, DemoChatClient>(ModelId);
        return services;
    }
}
