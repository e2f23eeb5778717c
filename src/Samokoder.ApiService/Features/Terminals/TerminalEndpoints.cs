using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Auth.Tokens;
using Samokoder.ApiService.Features.Files;
using Samokoder.ApiService.Features.Projects;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts.Sandboxes;
using Samokoder.Data;
using Samokoder.ServiceDefaults.Security;

namespace Samokoder.ApiService.Features.Terminals;

/// <summary>A shell in a project's sandbox. Whoever may write files may use it: it can do no more than the project's own code.</summary>
internal static class TerminalEndpoints
{
    public static WebApplicationBuilder AddTerminals(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpClient<AgentSockets>().AddServiceToken();
        builder.Services.AddScoped<TerminalOwner>();
        return builder;
    }

    public static void MapTerminals(this RouteGroupBuilder v1) => v1.MapGet("/projects/{projectId:guid}/terminal", OpenAsync)
        .WithTags("Sandbox").WithName("openTerminal")
        .WithSummary("A shell in the project's sandbox, as a WebSocket: binary messages are its bytes, text messages are JSON")
        .Produces(StatusCodes.Status101SwitchingProtocols)
        .WithMetadata(new TokenScope(TokenScope.Write)).DisableRequestTimeout();

    /// <param name="session">Of the first message, to come back to the same shell after the connection was lost.</param>
    /// <param name="after">How many bytes of that shell's output were seen; what follows is sent again, as far as it is kept.</param>
    /// <param name="columns">From 1 to 1000, by default 80.</param>
    /// <param name="rows">From 1 to 1000, by default 24.</param>
    private static async Task<Results<TerminalRelay, InvalidRequest, Missing>> OpenAsync(
        Guid projectId, Guid? session, long? after, int? columns, int? rows,
        Caller caller, SamokoderDbContext db, TerminalOwner owner, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(after, columns ?? 80, rows ?? 24) is { } invalid)
            return invalid;
        if (!await db.OwnsProjectAsync(caller, projectId, cancellationToken))
            return Missing.Project;
        if (!context.WebSockets.IsWebSocketRequest)
            return new Validator().Check(false, "upgrade", "This address takes a WebSocket (RFC 6455), not a plain request.").Problem!;
        var query = FormattableString.Invariant($"owner={caller.UserId}&columns={columns ?? 80}&rows={rows ?? 24}{(session is { } s ? $"&session={s}" : "")}{(after is { } a ? $"&after={a}" : "")}");
        return new TerminalRelay(caller, await owner.FindAsync(projectId, cancellationToken), $"projects/{projectId}/terminal?{query}");
    }

    private static InvalidRequest? Validate(long? after, int columns, int rows) => new Validator()
        .Check(after is null or >= 0, "after", "It must be a whole number from 0.")
        .Check(TerminalCommand.IsSize(columns, rows), "columns", "Columns and rows must be from 1 to 1000.")
        .Problem;
}
