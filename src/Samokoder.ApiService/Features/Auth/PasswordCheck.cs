using Microsoft.AspNetCore.Identity;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// Checks the password of a sign-in on a thread of its own, while the request goes on with what does not depend on it (docs/adr/0078). Who has no account, or no
/// password, takes the same work.
/// </summary>
internal sealed class PasswordCheck(IPasswordHasher<User> hasher, DummyPassword dummy, UserManager<User> users)
{
    /// <summary>Touches nothing of the request but the user's hash.</summary>
    public Task<PasswordVerificationResult> BeginAsync(User? user, string password) =>
        user?.PasswordHash is { } hash
            ? Task.Run(() => hasher.VerifyHashedPassword(user, hash, password))
            : Task.Run(() =>
            {
                dummy.Check(password);
                return PasswordVerificationResult.Failed;
            });

    /// <summary>A right password whose hash is of an older strength is hashed anew.</summary>
    public async Task<bool> IsRightAsync(User? user, string password, PasswordVerificationResult result) => result switch
    {
        PasswordVerificationResult.Success => true,
        PasswordVerificationResult.SuccessRehashNeeded => await users.CheckPasswordAsync(user!, password),
        _ => false,
    };
}
