using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Idempotency;
using Samokoder.ApiService.Http.Json;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.OpenApi;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Security;
using Samokoder.ApiService.Http.Server;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Http;

/// <summary>What holds for every route: problems, strict JSON, limits, origins, headers.</summary>
internal static class ApiHttpExtensions
{
    private static readonly TimeSpan CorsMaxAge = TimeSpan.FromHours(1);

    public static WebApplicationBuilder AddApiHttp(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(ApiJson.Configure);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = BodyLimits.Default;
            BareRefusals.Dress(options);
        });
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddRateLimits();
        services.AddTimeouts(builder.Configuration);
        services.AddIdempotency();
        services.AddOrigins();
        services.AddTrustedProxies(builder.Configuration);
        services.AddApiReference();
        return builder;
    }

    public static WebApplication UseApiHttp(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseStrictTransport();
        app.UseSecurityHeaders();
        app.UseExceptionHandler(static _ => { });
        app.UseStatusCodePages(StatusProblems.WriteAsync);
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseMiddleware<RepeatedReads>();
        app.UseCors();
        app.UseWebSockets();
        app.UseMiddleware<OriginCheck>();
        app.UseAuthentication();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseAuthorization();
        app.UseMiddleware<Features.Auth.SecondFactor.SecondFactorCheck>();
        app.UseMiddleware<Features.Auth.Tokens.TokenScopeCheck>();
        app.UseMiddleware<IdempotencyMiddleware>();
        return app;
    }

    private static void AddOrigins(this IServiceCollection services)
    {
        services.AddOptions<OriginOptions>().BindConfiguration(OriginOptions.Section)
            .Validate(o => o.FirstInvalid is null, "Web:Origin and Web:AllowedOrigins must be origins, as in https://samokoder.example (scheme, host, port; no path).")
            .ValidateOnStart();
        services.AddSingleton<AllowedOrigins>();
        services.AddCors();
        services.AddOptions<Microsoft.AspNetCore.Cors.Infrastructure.CorsOptions>().Configure<IOptions<OriginOptions>>((cors, origins) =>
            cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. origins.Value.Normalised])
                .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
                .WithHeaders("Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID")
                .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy", StoredAnswer.ReplayedHeader)
                .AllowCredentials()
                .SetPreflightMaxAge(CorsMaxAge)));
    }

    /// <summary>One step only: Web replaces what the browser claimed by what it saw itself.</summary>
    private static void AddTrustedProxies(this IServiceCollection services, IConfiguration configuration) =>
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = 1;
            var trusted = configuration.GetSection(TrustedProxyOptions.Section).Get<TrustedProxyOptions>() ?? new();
            foreach (var network in trusted.KnownNetworks)
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        });
}
