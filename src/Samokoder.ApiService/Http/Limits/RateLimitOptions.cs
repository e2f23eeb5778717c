namespace Samokoder.ApiService.Http.Limits;

/// <summary>Section <c>RateLimits</c>. The limits of tiers are in section <c>Limits</c>.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "RateLimits";

    /// <summary>Sign-ins and registrations a minute and address.</summary>
    public int AuthPerMinute { get; set; } = 5;

    /// <summary>Renewals of a session a minute and address: a browser needs four an hour, an office behind one address many.</summary>
    public int RefreshPerMinute { get; set; } = 120;

    /// <summary>Anything else a minute and address while nobody is signed in.</summary>
    public int AnonymousPerMinute { get; set; } = 100;

    public bool IsValid => AuthPerMinute > 0 && RefreshPerMinute > 0 && AnonymousPerMinute > 0;
}
