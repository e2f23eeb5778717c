using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Samokoder.EmbeddedHosting.Engine;

namespace Samokoder.EmbeddedHosting.Dashboard;

internal static class DashboardApi
{
    /// <param name="stopping">Ends open event streams when the dashboard stops.</param>
    public static void Map(IEndpointRouteBuilder routes, ApplicationEngine engine, CancellationToken stopping)
    {
        routes.MapGet("/api/events", async (HttpContext context) =>
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await new DashboardStream(engine, context.Response).RunAsync(LastEventId(context.Request), ending.Token);
        });
        routes.MapPost("/api/resources/{id}/{command}", async (string id, string command, CancellationToken cancellationToken) =>
            await engine.ExecuteAsync(id, command, cancellationToken) is { } problem
                ? Results.Problem(problem, statusCode: StatusCodes.Status400BadRequest)
                : Results.NoContent());
    }

    private static long LastEventId(HttpRequest request) =>
        long.TryParse(request.Headers["Last-Event-ID"], System.Globalization.CultureInfo.InvariantCulture, out var id) ? id : 0;
}
