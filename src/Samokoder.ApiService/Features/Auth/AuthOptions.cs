using Samokoder.ApiService.Features.Auth.SecondFactor;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Section <c>Auth</c>. The signing key of the same section is read by ServiceDefaults.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Counted from the last renewal.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Counted from the sign-in, whatever is renewed: then the person signs in again.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromDays(30);

    public int LockoutFailures { get; set; } = 5;

    public TimeSpan LockoutWindow { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How many failures an e-mail may have in the window from all unknown devices together. Guessing from many addresses gets no more; a browser
    /// that signed in before is not held up by it.
    /// </summary>
    public int LockoutFailuresOfStrangers { get; set; } = 30;

    /// <summary>Who may have an account; see <see cref="RegistrationMode"/>.</summary>
    public RegistrationMode Registration { get; set; }

    /// <summary>Who must have a second factor; see <see cref="SecondFactorRequirement"/>.</summary>
    public SecondFactorRequirement RequireSecondFactor { get; set; }

    public bool IsValid => AccessTokenLifetime > TimeSpan.Zero && RefreshTokenLifetime > AccessTokenLifetime && SessionLifetime >= RefreshTokenLifetime && LockoutFailures > 0
        && LockoutFailuresOfStrangers >= LockoutFailures && LockoutWindow > TimeSpan.Zero && Enum.IsDefined(Registration) && Enum.IsDefined(RequireSecondFactor);
}
