using Microsoft.Extensions.Options;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>Of whom this installation requires a second factor, and what it says to them (docs/adr/0090).</summary>
internal sealed class SecondFactorRule(IOptions<AuthOptions> options)
{
    public static Refused Due => new(
        ErrorCodes.SecondFactorDue,
        "This installation requires a second factor of this account, which has none yet. Set up an authenticator app under Settings, Security; then everything works.");

    public static StateConflict Kept => new(
        ErrorCodes.SecondFactorKept,
        "This installation requires a second factor of this account, so it cannot be removed. To change to another app, set up the new one: it takes the place of the old one.");

    public bool IsRequiredOf(bool isAdmin) => options.Value.RequireSecondFactor switch
    {
        SecondFactorRequirement.Everyone => true,
        SecondFactorRequirement.Admins => isAdmin,
        _ => false,
    };

    /// <summary>Until it is set up nothing else can be done.</summary>
    public bool IsDue(bool isAdmin, bool hasFactor) => !hasFactor && IsRequiredOf(isAdmin);

    public bool IsDue(User user) => IsDue(user.IsAdmin, user.TwoFactorEnabled);
}
