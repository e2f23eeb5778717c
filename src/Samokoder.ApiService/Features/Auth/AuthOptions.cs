namespace Samokoder.ApiService.Features.Auth;

/// <summary>Section <c>Auth</c>. The signing key of the same section is read by ServiceDefaults.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Auth";

    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Counted from the last renewal.</summary>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(7);

    public int LockoutFailures { get; set; } = 5;

    public TimeSpan LockoutWindow { get; set; } = TimeSpan.FromMinutes(15);

    public bool IsValid => AccessTokenLifetime > TimeSpan.Zero && RefreshTokenLifetime > AccessTokenLifetime && LockoutFailures > 0 && LockoutWindow > TimeSpan.Zero;
}
