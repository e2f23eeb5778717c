using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Users;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Profile;

internal static class ProfileEndpoints
{
    public static WebApplicationBuilder AddProfile(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<ProfileRules>();
        return builder;
    }

    public static void MapProfile(this RouteGroupBuilder v1)
    {
        var group = v1.MapGroup("/user/profile").WithTags("User");
        group.MapGet("", GetAsync).WithName("getProfile").WithSummary("The caller's name, language and fallback models");
        group.MapPatch("", UpdateAsync).WithName("updateProfile").WithSummary("Change the caller's name, language or fallback models");
    }

    private static async Task<Results<Ok<UserProfile>, Unauthenticated>> GetAsync(
        Caller caller, MailSettings mail, SamokoderDbContext db, CancellationToken cancellationToken) =>
        await FindAsync(db, caller, cancellationToken) is { } user ? TypedResults.Ok(Describe(user, mail)) : Gone;

    private static async Task<Results<Ok<UserProfile>, InvalidRequest, Unauthenticated>> UpdateAsync(
        UpdateProfileRequest request, Caller caller, ProfileRules rules, MailSettings mail, SamokoderDbContext db, CancellationToken cancellationToken)
    {
        if (await rules.CheckAsync(request, caller, cancellationToken) is { } invalid)
            return invalid;
        if (await FindAsync(db, caller, cancellationToken) is not { } user)
            return Gone;
        user.DisplayName = request.DisplayName?.Trim() ?? user.DisplayName;
        user.Locale = request.Locale ?? user.Locale;
        user.FallbackModels = request.FallbackModels is { } models ? [.. models] : user.FallbackModels;
        user.MailFor = request.MailFor is { } kinds ? [.. kinds] : user.MailFor;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(Describe(user, mail));
    }

    private static Task<User?> FindAsync(SamokoderDbContext db, Caller caller, CancellationToken cancellationToken) =>
        db.Users.SingleOrDefaultAsync(u => u.Id == caller.UserId, cancellationToken);

    private static UserProfile Describe(User user, MailSettings mail) => new(user.DisplayName, user.Locale, user.FallbackModels, user.MailFor, mail.CanSend);

    private static Unauthenticated Gone => new(ErrorCodes.SessionEnded, "This account does not exist any more.");
}
