using Samokoder.ApiService.Features.Auth.SecondFactor;
using Samokoder.Contracts.Auth;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

internal static class UserMapping
{
    public static UserInfo ToInfo(this User user, SecondFactorRule rule) =>
        new(user.Id, user.Email!, user.DisplayName, user.Tier, user.IsAdmin, user.Locale, rule.IsDue(user));
}
