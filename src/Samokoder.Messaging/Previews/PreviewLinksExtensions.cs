using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Samokoder.Messaging.Previews;

public static class PreviewLinksExtensions
{
    /// <summary>Registers <see cref="PreviewTickets"/> and <see cref="PreviewLinks"/> from section <c>Preview</c>, checked at start.</summary>
    public static IServiceCollection AddPreviewLinks(this IServiceCollection services)
    {
        services.AddOptions<PreviewOptions>().BindConfiguration(PreviewOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(provider =>
            {
                var options = provider.GetRequiredService<IOptions<PreviewOptions>>().Value;
                return new PreviewTickets(
                    Convert.FromBase64String(options.TicketKey), provider.GetRequiredService<TimeProvider>(), options.PreviousTicketKeys.Select(Convert.FromBase64String));
            })
            .AddSingleton<PreviewLinks>();
    }
}
