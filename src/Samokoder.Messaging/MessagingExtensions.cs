using Microsoft.Extensions.DependencyInjection;
using Samokoder.Messaging.Notifications;
using Samokoder.Messaging.Previews;
using Samokoder.Messaging.Projects;
using Samokoder.Messaging.Runs;
using Samokoder.Messaging.Sandboxes;

namespace Samokoder.Messaging;

public static class MessagingExtensions
{
    /// <summary>Registers everything that travels over Redis. Needs an <c>IConnectionMultiplexer</c>.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services) => services
        .AddSingleton<RunWakeups>()
        .AddSingleton<RunCancellations>()
        .AddSingleton<RunEventBus>()
        .AddSingleton<NotificationHints>()
        .AddSingleton<ProjectDeletions>()
        .AddSingleton<PreviewDirectory>()
        .AddSingleton<TerminalDirectory>();
}
