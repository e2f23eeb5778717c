using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Auth.Passwords;
using Samokoder.ApiService.Features.Auth.Tokens;
using Samokoder.ApiService.Http.Limits;
using Samokoder.ApiService.Http.Paging;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Admin;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Admin;

internal static class AdminEndpoints
{
    private const long Body = 4 * 1024;
    private const int SearchLength = 200;

    public static WebApplicationBuilder AddAdmin(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<AuditLog>().AddScoped<BlockedUsers>().AddScoped<UpdateUserHandler>().AddScoped<EndSessionsHandler>().AddScoped<RemoveFactorHandler>().AddScoped<RegistrationDecisions>();
        builder.Services.AddHostedService<BlockedUserSweep>();
        return builder;
    }

    public static void MapAdmin(this RouteGroupBuilder v1)
    {
        var admin = v1.MapGroup("/admin").WithTags("Admin").WithBodyLimit(Body).WithMetadata(TokenScope.Never).AddEndpointFilter<RouteGroupBuilder, AdminFilter>()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(ApiProblem), [ProblemWriter.MediaType]));
        admin.MapGet("/users", ListUsersAsync).WithName("listUsers").WithSummary("The users, newest first; search looks into e-mail and name");
        admin.MapGet("/users/{id:guid}", GetUserAsync).WithName("getUser").WithSummary("One user");
        admin.MapGet("/users/{id:guid}/usage", GetUsageAsync).WithName("getUserUsage").WithSummary("What a user has used so far");
        admin.MapPatch("/users/{id:guid}", UpdateAsync).WithName("updateUser").WithSummary("Set tier, block or admin flag; never of the last admin");
        admin.MapPost("/users/{id:guid}/password-link", CreatePasswordLinkAsync).WithName("createPasswordLink").WithSummary("A link by which the user sets a new password");
        admin.MapDelete("/users/{id:guid}/sessions", EndSessionsAsync).WithName("endSessionsOfUser").WithSummary("Sign a user out everywhere");
        admin.MapDelete("/users/{id:guid}/totp", RemoveFactorAsync).WithName("removeTotpOfUser").WithSummary("Take away the second factor of a user who lost it; ends their sign-ins");
        admin.MapGet("/registrations", ListRegistrationsAsync).WithName("listRegistrations").WithSummary("Who waits to be let in, oldest first");
        admin.MapPost("/registrations/{id:guid}/approve", ApproveAsync).WithName("approveRegistration").WithSummary("Let somebody in");
        admin.MapDelete("/registrations/{id:guid}", RejectAsync).WithName("rejectRegistration").WithSummary("Do not let somebody in");
        admin.MapGet("/audit", ListAuditAsync).WithName("listAudit").WithSummary("What administrators did, newest first");
    }

    private static async Task<Results<Ok<Page<AdminUser>>, InvalidRequest>> ListUsersAsync(
        [Description("A part of the e-mail or the name.")] string? search, [AsParameters] PageQuery page, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if ((page.Validate() ?? new Validator().Bounded("search", search, SearchLength).OneLine("search", search).Problem) is { } invalid)
            return invalid;
        var rows = await db.Users.Matching(search).NewestFirst(page.After).Take(page.Take + 1).ToAdminUsers(db).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(rows, u => new Cursor(u.CreatedAt, u.Id), u => u));
    }

    private static async Task<Results<Ok<AdminUser>, Missing>> GetUserAsync(Guid id, SamokoderDbContext db, CancellationToken cancellationToken) =>
        await db.Users.Where(u => u.Id == id).ToAdminUsers(db).SingleOrDefaultAsync(cancellationToken) is { } user ? TypedResults.Ok(user) : NoUser;

    private static async Task<Results<Ok<AdminUserUsage>, Missing>> GetUsageAsync(Guid id, SamokoderDbContext db, CancellationToken cancellationToken) =>
        await db.Users.AnyAsync(u => u.Id == id, cancellationToken) ? TypedResults.Ok(await db.GetUsageAsync(id, cancellationToken)) : NoUser;

    private static Task<Results<Ok<AdminUser>, InvalidRequest, StateConflict, Missing>> UpdateAsync(
        Guid id, UpdateUserRequest request, Caller caller, UpdateUserHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(id, request, caller, context, cancellationToken);

    private static Task<Results<NoContent, Missing>> EndSessionsAsync(
        Guid id, Caller caller, EndSessionsHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(id, caller, context, cancellationToken);

    private static Task<Results<NoContent, StateConflict, Missing>> RemoveFactorAsync(
        Guid id, Caller caller, RemoveFactorHandler handler, HttpContext context, CancellationToken cancellationToken) =>
        handler.HandleAsync(id, caller, context, cancellationToken);

    private static async Task<Results<Ok<PasswordLink>, Missing>> CreatePasswordLinkAsync(
        Guid id, Caller caller, PasswordLinks links, AuditLog audit, SamokoderDbContext db, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (await db.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
            return NoUser;
        await audit.AddAsync(context, caller, AuditActions.PasswordLink, (user.Id, user.Email!), null, null, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new PasswordLink(await links.PathAsync(user), time.GetUtcNow() + PasswordLinks.Lifetime));
    }

    private static async Task<Results<Ok<Page<RegistrationInfo>>, InvalidRequest>> ListRegistrationsAsync(
        [AsParameters] PageQuery page, SamokoderDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (page.Validate() is { } invalid)
            return invalid;
        var now = time.GetUtcNow();
        var waiting = db.PendingRegistrations.AsNoTracking().Where(r => r.ExpiresAt > now);
        if (page.After is { } last)
            waiting = waiting.Where(r => EF.Functions.GreaterThan(ValueTuple.Create(r.CreatedAt, r.Id), ValueTuple.Create(last.At, last.Id)));
        var rows = await waiting.OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(
            rows, r => new Cursor(r.CreatedAt, r.Id), r => new RegistrationInfo(r.Id, r.Email, r.DisplayName, r.Address, r.CreatedAt)));
    }

    private static Task<Results<NoContent, StateConflict, Missing>> ApproveAsync(
        Guid id, Caller caller, RegistrationDecisions decisions, HttpContext context, CancellationToken cancellationToken) =>
        decisions.ApproveAsync(id, caller, context, cancellationToken);

    private static Task<Results<NoContent, Missing>> RejectAsync(
        Guid id, Caller caller, RegistrationDecisions decisions, HttpContext context, CancellationToken cancellationToken) =>
        decisions.RejectAsync(id, caller, context, cancellationToken);

    private static async Task<Results<Ok<Page<AuditRecord>>, InvalidRequest>> ListAuditAsync(
        [AsParameters] PageQuery page, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (page.Validate() is { } invalid)
            return invalid;
        var rows = await db.AuditEntries.AsNoTracking().NewestFirst(page.After).Take(page.Take + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Page(rows, e => new Cursor(e.At, e.Id), ToRecord));
    }

    private static AuditRecord ToRecord(AuditEntry e) => new(
        e.Id, e.At, e.ActorId, e.ActorEmail, e.Action, e.TargetId, e.TargetEmail, Json(e.Before), Json(e.After), e.Address);

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    private static Missing NoUser => new("There is no such user.");
}
