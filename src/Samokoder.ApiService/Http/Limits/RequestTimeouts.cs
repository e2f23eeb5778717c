using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Http.Timeouts;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>No request works for ever: 30 s (<c>Http:RequestTimeout</c>), files 10 minutes, event streams and sockets as long as they like.</summary>
internal static class RequestTimeouts
{
    private const string SettingsKey = "Http:RequestTimeout";
    private const string FilesPolicy = "files";
    private static readonly TimeSpan Default = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Files = TimeSpan.FromMinutes(10);

    public static void AddTimeouts(this IServiceCollection services, IConfiguration configuration) => services.AddRequestTimeouts(options =>
    {
        options.DefaultPolicy = Policy(configuration.GetValue<TimeSpan?>(SettingsKey) ?? Default);
        options.AddPolicy(FilesPolicy, Policy(Files));
    });

    /// <summary>For what carries whole files up or down.</summary>
    public static TBuilder WithFilesTimeout<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.WithRequestTimeout(FilesPolicy);
        return builder;
    }

    /// <summary>Event streams of all slices, without any of them having to say so.</summary>
    public static RouteGroupBuilder LetStreamsLast(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(m => m.ContentTypes.Contains("text/event-stream")))
                endpoint.Metadata.Add(new DisableRequestTimeoutAttribute());
        });
        return group;
    }

    private static RequestTimeoutPolicy Policy(TimeSpan timeout) => new()
    {
        Timeout = timeout,
        TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
        WriteTimeoutResponse = static context =>
        {
            context.RequestAborted = CancellationToken.None; // It stands for the timeout here, which has come.
            return GivenUp.ExecuteAsync(context);
        },
    };

    private static Unavailable GivenUp => new(
        ErrorCodes.RequestTimeout, "This took too long and was given up. What it had begun may or may not be done: look, and try again.") { RetryAfter = TimeSpan.FromSeconds(5) };
}
