using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Creates an account and signs it in. The first account of an installation is its admin.</summary>
internal sealed class RegisterHandler(
    UserManager<User> users, SamokoderDbContext db, SessionStore sessions, AuthCookies cookies, IOptions<TierOptions> tiers, TimeProvider time)
{
    /// <summary>Any number of our own: registrations into an empty installation take turns.</summary>
    private const long FirstUserLock = 0x5361_6D6F_4669;

    private const int DisplayNameLength = 80;

    public async Task<Results<Created<SignedIn>, InvalidRequest, StateConflict, TooMany>> HandleAsync(
        RegisterRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        var user = Create(request);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        user.IsAdmin = await IsFirstAsync(cancellationToken);
        if (!await TryStoreAsync(user, request.Password))
            return new StateConflict(ErrorCodes.EmailTaken, "There is an account with this e-mail already. Sign in, or use another address.");
        var tokens = sessions.Start(user.Id, context);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        cookies.Write(context, tokens);
        return TypedResults.Created((string?)null, new SignedIn(user.ToInfo()));
    }

    private static InvalidRequest? Validate(RegisterRequest request)
    {
        if (PasswordRules.Explain(request.Password, request.Email?.Trim()) is { } weak && EmailIsPlausible(request))
            return new(ErrorCodes.WeakPassword, weak) { Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["password"] = [weak] } };
        return new Validator()
            .Check(EmailIsPlausible(request), "email", "This is not an e-mail address. It should look like name@example.org.")
            .Check(PasswordRules.Explain(request.Password, request.Email?.Trim()) is null, "password", PasswordRules.Explain(request.Password, request.Email?.Trim()) ?? "")
            .Bounded("displayName", request.DisplayName, DisplayNameLength)
            .OneLine("displayName", request.DisplayName)
            .Problem;
    }

    private static bool EmailIsPlausible(RegisterRequest request) => request.Email is not null && EmailRules.IsPlausible(request.Email.Trim());

    private User Create(RegisterRequest request)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var email = request.Email.Trim();
        var name = string.IsNullOrWhiteSpace(request.DisplayName) ? email.Split('@')[0] : request.DisplayName.Trim();
        return new User
        {
            Id = id, UserName = id.ToString("N"), Email = email, Tier = tiers.Value.Normalised, CreatedAt = now,
            DisplayName = name.Length <= DisplayNameLength ? name : name[..DisplayNameLength],
        };
    }

    private async Task<bool> IsFirstAsync(CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(cancellationToken))
            return false;
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({FirstUserLock})", cancellationToken);
        return !await db.Users.AnyAsync(cancellationToken);
    }

    /// <summary>False when the e-mail is taken, also by a registration of the same moment.</summary>
    private async Task<bool> TryStoreAsync(User user, string password)
    {
        try
        {
            var result = await users.CreateAsync(user, password);
            if (result.Succeeded)
                return true;
            return result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.DuplicateEmail))
                ? false
                : throw new InvalidOperationException($"The account was refused: {string.Join(", ", result.Errors.Select(e => e.Code))}.");
        }
        catch (DbUpdateException conflict) when (conflict.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }
}
