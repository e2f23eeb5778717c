using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>
/// Limits by network address for endpoints that anybody may call. Counted in this process: with several replicas the limit is that many
/// times larger (docs/adr/0044).
/// </summary>
internal static class AddressRateLimits
{
    public const string AuthPolicy = "auth";
    public const string RefreshPolicy = "refresh";

    private const int Segments = 6;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddAddressRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section)
            .Validate(o => o is { AuthPerMinute: > 0, RefreshPerMinute: > 0 }, "RateLimits:AuthPerMinute and RateLimits:RefreshPerMinute must be 1 or more.")
            .ValidateOnStart();
        services.AddRateLimiter(options =>
        {
            options.OnRejected = (context, _) => new ValueTask(RefuseAsync(context));
            options.AddPolicy(AuthPolicy, context => Partition(context, o => o.AuthPerMinute));
            options.AddPolicy(RefreshPolicy, context => Partition(context, o => o.RefreshPerMinute));
        });
    }

    private static RateLimitPartition<string> Partition(HttpContext context, Func<RateLimitOptions, int> permits) =>
        RateLimitPartition.GetSlidingWindowLimiter(context.ClientAddress(), _ => new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits(context.RequestServices.GetRequiredService<IOptions<RateLimitOptions>>().Value),
            Window = Window,
            SegmentsPerWindow = Segments,
        });

    private static Task RefuseAsync(OnRejectedContext context)
    {
        var delay = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : Window / Segments;
        return new TooMany(ErrorCodes.RateLimited, "Too many attempts from this address. Wait a minute and try again.") { RetryAfter = delay }
            .ExecuteAsync(context.HttpContext);
    }
}
