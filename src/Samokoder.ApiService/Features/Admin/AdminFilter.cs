using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data;

namespace Samokoder.ApiService.Features.Admin;

/// <summary>Lets administrators through. Postgres is asked each time, so who is none any more is refused at once.</summary>
internal sealed class AdminFilter(SamokoderDbContext db) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isAdmin = Caller.From(http.User) is { } caller
            && await db.Users.AnyAsync(u => u.Id == caller.UserId && u.IsAdmin && !u.IsBlocked, http.RequestAborted);
        return isAdmin ? await next(context) : new Refused(ErrorCodes.Forbidden, "Only administrators of this installation may do this.");
    }
}
