namespace Samokoder.ApiService.Http.Limits;

/// <summary>
/// Names for <c>RequireRateLimiting</c>: limits of an endpoint that hold instead of, or beside, the general ones. Every other route has the general
/// limits of the caller's tier, or of the address when nobody is signed in.
/// </summary>
internal static class RatePolicies
{
    /// <summary>By address, for everything that checks a secret or sends mail for somebody who is not signed in. Refused while Redis is away.</summary>
    public const string Auth = "auth";

    /// <summary>By address.</summary>
    public const string Refresh = "refresh";

    /// <summary>By user, beside the general limits.</summary>
    public const string NewProject = "new-project";
}
