namespace Samokoder.ApiService.Http.Limits;

internal static class RateLimitExtensions
{
    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddOptions<RateLimitOptions>().BindConfiguration(RateLimitOptions.Section)
            .Validate(o => o.IsValid, "RateLimits:AuthPerMinute, RateLimits:RefreshPerMinute and RateLimits:AnonymousPerMinute must be 1 or more.")
            .ValidateOnStart();
        services.AddSingleton<SlidingWindows>().AddSingleton<RateLimitRules>().AddSingleton<UserTiers>().AddSingleton<RateLimitMetrics>();
    }
}
