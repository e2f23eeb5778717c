using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Runs;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Runs.Events;

internal static class RunEventEndpoint
{
    public static void AddRunEvents(this IServiceCollection services) => services
        .AddSingleton<RunEventReader>().AddSingleton<RunLooks>().AddHostedService(static s => s.GetRequiredService<RunLooks>());

    public static void MapRunEvents(this RouteGroupBuilder runs) => runs.MapGet("/events", WatchAsync)
        .WithName("watchRun")
        .WithSummary("The events of a run as server-sent events, from the first or after Last-Event-ID; 204 when there is nothing more to come")
        .Produces<RunEvent>(StatusCodes.Status200OK, "text/event-stream");

    /// <param name="lastEventIdHeader">What a browser sends when it reconnects; wins over the parameter.</param>
    /// <param name="lastEventId">The same for clients that cannot set headers.</param>
    private static async Task<Results<RunEventStreamResult, NoContent, InvalidRequest, Missing>> WatchAsync(
        Guid id, [FromHeader(Name = "Last-Event-ID")] string? lastEventIdHeader, string? lastEventId,
        Caller caller, IDbContextFactory<SamokoderDbContext> contexts, CancellationToken cancellationToken)
    {
        var text = lastEventIdHeader ?? lastEventId;
        if (!TryParse(text, out var after))
            return new Validator().Check(false, "lastEventId", "It must be the id of an event: a whole number from 0.").Problem!;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await db.RunsOf(caller).Where(r => r.Id == id).Select(r => new { r.Status, r.EventSeq }).SingleOrDefaultAsync(cancellationToken);
        if (run is null)
            return Missing.Run;
        if (run.Status.IsFinal() && after >= run.EventSeq)
            return TypedResults.NoContent();
        return new RunEventStreamResult(id, Math.Min(after, run.EventSeq), caller);
    }

    private static bool TryParse(string? text, out long after)
    {
        after = 0;
        return string.IsNullOrEmpty(text) || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out after);
    }
}
