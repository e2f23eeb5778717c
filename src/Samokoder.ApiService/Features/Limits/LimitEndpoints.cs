using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.Contracts.Limits;

namespace Samokoder.ApiService.Features.Limits;

internal static class LimitEndpoints
{
    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<LimitOptions>().BindConfiguration(LimitOptions.Section)
            .Validate(o => o.IsValid, "Limits: requests must be 1 or more in every tier, and quotas 0 or more.").ValidateOnStart();
        builder.Services.AddScoped<Quotas>();
        return builder;
    }

    public static void MapLimits(this RouteGroupBuilder v1) => v1.MapGet("/user/limits", GetAsync).WithTags("User")
        .WithName("getLimits").WithSummary("What the caller's tier allows, what of it is used, and when it is there again");

    private static async Task<Ok<UserLimits>> GetAsync(Caller caller, Quotas quotas, CancellationToken cancellationToken) =>
        TypedResults.Ok(await quotas.DescribeAsync(caller.UserId, cancellationToken));
}
