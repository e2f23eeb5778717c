using System.Globalization;
using Microsoft.AspNetCore.RateLimiting;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using StackExchange.Redis;

namespace Samokoder.ApiService.Http.Limits;

/// <summary>
/// Limits requests by user, else by address, and says in headers how much is left (docs/adr/0061). While Redis is away requests pass
/// unchecked, except those that try a secret: guessing must not become free.
/// </summary>
internal sealed partial class RateLimitMiddleware(
    RequestDelegate next, SlidingWindows windows, RateLimitRules rules, UserTiers tiers, RateLimitMetrics metrics, ILogger<RateLimitMiddleware> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private bool _isAway;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) && await RefuseAsync(context) is { } refusal)
            await refusal.ExecuteAsync(context);
        else
            await next(context);
    }

    private async Task<Problem?> RefuseAsync(HttpContext context)
    {
        var policy = context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;
        var (subject, limits) = await FindAsync(context, policy);
        try
        {
            var decision = await windows.CountAsync(subject, limits);
            _isAway = false;
            Describe(context.Response.Headers, decision, limits);
            if (decision.IsAllowed)
                return null;
            metrics.Hit(decision.Window.Name);
            return TooOften(policy, decision);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return Unchecked(policy, exception);
        }
    }

    private async Task<(string Subject, IReadOnlyList<RateWindow> Windows)> FindAsync(HttpContext context, string? policy) =>
        !RateLimitRules.IsByAddress(policy) && Caller.From(context.User) is { } caller
            ? ($"u:{caller.UserId:N}", rules.OfUser(policy, await tiers.FindAsync(caller.UserId, context.RequestAborted)))
            : ($"a:{context.ClientAddress()}", rules.OfAddress(policy));

    private static TooMany TooOften(string? policy, RateDecision decision) => new(ErrorCodes.RateLimited, RateLimitRules.IsByAddress(policy)
        ? "Too many attempts from this address. Wait a minute and try again."
        : $"Too many requests: {decision.Window.Limit} are allowed in {Words(decision.Window.Length)}. The header Retry-After says when to go on.")
    {
        RetryAfter = decision.Reset,
    };

    private static string Words(TimeSpan window) => window.TotalDays >= 1 ? "a day" : window.TotalHours >= 1 ? "an hour" : "a minute";

    private Unavailable? Unchecked(string? policy, Exception exception)
    {
        if (!_isAway)
            Away(exception);
        _isAway = true;
        var mustRefuse = policy == RatePolicies.Auth;
        metrics.Unchecked(mustRefuse);
        return mustRefuse
            ? new Unavailable(ErrorCodes.Unavailable, "Signing in is not possible for a moment, because the part that counts attempts does not answer. Try again in a few seconds.") { RetryAfter = RetryAfter }
            : null;
    }

    /// <summary>As in draft-ietf-httpapi-ratelimit-headers-03: the window that is nearest to its limit, and all windows as the policy.</summary>
    private static void Describe(IHeaderDictionary headers, RateDecision decision, IReadOnlyList<RateWindow> limits)
    {
        headers["RateLimit-Limit"] = Text(decision.Window.Limit);
        headers["RateLimit-Remaining"] = Text(decision.Remaining);
        headers["RateLimit-Reset"] = Text((long)Math.Ceiling(decision.Reset.TotalSeconds));
        headers["RateLimit-Policy"] = string.Join(", ", limits.Select(w => $"{Text(w.Limit)};w={Text((long)w.Length.TotalSeconds)}"));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Warning, "Rate limits cannot be counted; requests pass unchecked and sign-ins are refused until Redis is back")]
    private partial void Away(Exception exception);
}
