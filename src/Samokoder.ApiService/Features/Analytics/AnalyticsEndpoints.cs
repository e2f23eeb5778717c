using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Usage;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Analytics;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Analytics;

internal static class AnalyticsEndpoints
{
    public static WebApplicationBuilder AddAnalytics(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AnalyticsReader>();
        return builder;
    }

    public static void MapAnalytics(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/analytics").WithTags("Analytics");
        group.MapGet("/me", GetMineAsync).WithName("getAnalytics").WithSummary("The caller's runs: how many, how they ended, how long they took, what they cost");
        group.MapGet("/system", GetSystemAsync).WithName("getSystemAnalytics").WithSummary("The same for everybody; for administrators");
    }

    private static async Task<Results<Ok<Contracts.Analytics.Analytics>, InvalidRequest>> GetMineAsync(
        [AsParameters] DayRange range, Caller caller, AnalyticsReader reader, TimeProvider time, CancellationToken cancellationToken) =>
        range.Validate(time) is { } invalid ? invalid : TypedResults.Ok(await reader.ReadAsync(caller.UserId, range, cancellationToken));

    private static async Task<Results<Ok<SystemAnalytics>, InvalidRequest, Refused>> GetSystemAsync(
        [AsParameters] DayRange range, Caller caller, AnalyticsReader reader, SamokoderDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await db.Users.AnyAsync(u => u.Id == caller.UserId && u.IsAdmin && !u.IsBlocked, cancellationToken))
            return new Refused(ErrorCodes.Forbidden, "Only administrators of this installation may do this.");
        return range.Validate(time) is { } invalid ? invalid : TypedResults.Ok(await reader.ReadSystemAsync(range, cancellationToken));
    }
}
