using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.AgentService.Sandboxes;
using Samokoder.AgentService.Terminals;
using Samokoder.Contracts.Sandboxes;

namespace Samokoder.AgentService.Features.Internal;

/// <summary>Shells in sandboxes as WebSockets, for the API, which has checked who asks.</summary>
internal static class TerminalEndpoints
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static RouteGroupBuilder MapTerminals(this RouteGroupBuilder group)
    {
        group.MapGet("/projects/{projectId:guid}/terminal", ConnectAsync);
        group.MapDelete("/projects/{projectId:guid}/terminal", EndAllAsync);
        return group;
    }

    /// <param name="owner">The person whose project it is.</param>
    /// <param name="session">A shell to come back to; another one is opened when it is gone.</param>
    /// <param name="after">How many bytes of its output were seen.</param>
    private static async Task<Results<EmptyHttpResult, BadRequest>> ConnectAsync(
        HttpContext context, Guid projectId, Guid owner, Guid? session, long? after, int columns, int rows, ProjectTerminals terminals, IHostApplicationLifetime lifetime)
    {
        if (!context.WebSockets.IsWebSocketRequest || !TerminalCommand.IsSize(columns, rows))
            return TypedResults.BadRequest();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive });
        if (session is { } id && terminals.Find(projectId, id) is { } known)
        {
            await known.ResizeAsync(columns, rows, context.RequestAborted);
            await new TerminalConnection(socket, known).RunAsync(after, context.RequestAborted, lifetime.ApplicationStopping);
            return TypedResults.Empty;
        }
        var opened = await terminals.OpenAsync(projectId, owner, new TerminalRequest(columns, rows), context.RequestAborted);
        if (opened.Terminal is { } terminal)
            await new TerminalConnection(socket, terminal).RunAsync(null, context.RequestAborted, lifetime.ApplicationStopping);
        else
            await TerminalConnection.RefuseAsync(socket, opened.Failure!);
        return TypedResults.Empty;
    }

    private static async Task<NoContent> EndAllAsync(Guid projectId, ProjectTerminals terminals)
    {
        await terminals.RemoveAsync(projectId);
        return TypedResults.NoContent();
    }
}
