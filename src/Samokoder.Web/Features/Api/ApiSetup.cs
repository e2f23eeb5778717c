using Samokoder.Web.Features.Studio.Events;

namespace Samokoder.Web.Features.Api;

internal static class ApiSetup
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ApiAddress>();
        builder.Services.AddSingleton<ApiConnection>();
        builder.Services.AddSingleton<ApiTransport>();
        builder.Services.AddScoped<ApiClient>();
        builder.Services.AddScoped<Settings.ModelPreference>();
        builder.Services.AddScoped<RunEventStream>();
        builder.Services.AddScoped<Notifications.NotificationFeed>();
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton<ApiProxy.ApiProxyTransformer>();
    }
}
