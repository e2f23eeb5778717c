using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.ApiService.Http;
using Samokoder.ApiService.Http.Problems;
using Samokoder.ApiService.Http.Validation;
using Samokoder.ApiService.Mail;
using Samokoder.Contracts;
using Samokoder.Contracts.Auth;
using Samokoder.Data;
using Samokoder.Data.Accounts;
using Samokoder.Data.Mail;

namespace Samokoder.ApiService.Features.Auth.Registration;

/// <summary>
/// Creates an account and signs it in, or stores the wish for one. A stored wish takes the same work and gets the same answer whether the e-mail
/// has an account or not: nobody looks.
/// </summary>
internal sealed class RegisterHandler(
    AccountCreation accounts, RegistrationRules rules, IPasswordHasher<User> hasher, ILookupNormalizer normalizer, SamokoderDbContext db, SessionStore sessions,
    SecondFactorRule rule, SignIn signIn, MailOutbox outbox, TimeProvider time)
{
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromDays(1);
    private static readonly TimeSpan ApproveWithin = TimeSpan.FromDays(30);

    public async Task<Results<Created<SignedIn>, Accepted<RegistrationPending>, InvalidRequest, StateConflict, Refused, TooMany>> HandleAsync(
        RegisterRequest request, HttpContext context, CancellationToken cancellationToken)
    {
        if (Validate(request) is { } invalid)
            return invalid;
        var user = accounts.New(request.Email.Trim(), request.DisplayName);
        user.PasswordHash = hasher.HashPassword(user, request.Password);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        user.IsAdmin = await accounts.IsFirstAsync(cancellationToken);
        if (!user.IsAdmin && rules.Mode == RegistrationMode.Closed)
            return new Refused(ErrorCodes.RegistrationClosed, "This installation takes no registrations. Ask its administrator for an account.");
        if (!user.IsAdmin && rules.Mode != RegistrationMode.Open)
        {
            Remember(user, context);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            outbox.Wake();
            return TypedResults.Accepted((string?)null, new RegistrationPending(rules.Mode == RegistrationMode.Confirm ? "confirm" : "approval"));
        }

        if (!await accounts.TryStoreAsync(user))
            return new StateConflict(ErrorCodes.EmailTaken, "There is an account with this e-mail already. Sign in, or use another address.");
        var tokens = sessions.Start(user.Id, "registration", context);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signIn.Give(user, tokens, context);
        return TypedResults.Created((string?)null, new SignedIn(user.ToInfo(rule)));
    }

    private void Remember(User user, HttpContext context)
    {
        var isByMail = rules.Mode == RegistrationMode.Confirm;
        var pending = new PendingRegistration
        {
            Id = user.Id, Email = user.Email!, NormalizedEmail = normalizer.NormalizeEmail(user.Email!), DisplayName = user.DisplayName, PasswordHash = user.PasswordHash!,
            Address = context.ClientAddress(), CreatedAt = user.CreatedAt, ExpiresAt = time.GetUtcNow() + (isByMail ? ConfirmWithin : ApproveWithin),
        };
        db.PendingRegistrations.Add(pending);
        if (isByMail)
            outbox.Add(db, MailKinds.Registration, pending.Email, context.Locale(), new RegistrationMail.Wish(pending.Id));
    }

    private static InvalidRequest? Validate(RegisterRequest request)
    {
        if (PasswordRules.Explain(request.Password, request.Email?.Trim()) is { } weak && EmailIsPlausible(request))
            return PasswordRules.Weak("password", weak);
        return new Validator()
            .Check(EmailIsPlausible(request), "email", "This is not an e-mail address. It should look like name@example.org.")
            .Check(PasswordRules.Explain(request.Password, request.Email?.Trim()) is null, "password", PasswordRules.Explain(request.Password, request.Email?.Trim()) ?? "")
            .Bounded("displayName", request.DisplayName, AccountCreation.DisplayNameLength)
            .OneLine("displayName", request.DisplayName)
            .Problem;
    }

    private static bool EmailIsPlausible(RegisterRequest request) => request.Email is not null && EmailRules.IsPlausible(request.Email.Trim());
}
