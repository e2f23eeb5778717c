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
            .AddSingleton(provider => new PreviewTickets(
                Convert.FromBase64String(provider.GetRequiredService<IOptions<PreviewOptions>>().Value.TicketKey),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<PreviewLinks>();
    }
}
