namespace Samokoder.Contracts.Auth;

/// <summary>Whether one may sign in with GitHub here, and whether the caller has connected an account.</summary>
/// <param name="Login">The name at GitHub; null while nothing is connected.</param>
/// <param name="CanDisconnect">False while GitHub is the only way in.</param>
public sealed record GitHubConnection(bool Available, string? Login, bool CanDisconnect);

/// <param name="Password">Of the person who is signed in: a stolen session must not gain a lasting way in.</param>
/// <param name="ReturnUrl">Path of the page to come back to.</param>
/// <param name="Code">Of the second factor, when one is enrolled.</param>
public sealed record ConnectGitHubRequest(string Password, string? ReturnUrl = null, string? Code = null);

/// <summary>Allows the browser that made the request to go to GitHub for this account.</summary>
/// <param name="Ticket">For <c>GET /v1/auth/github/start?ticket=…</c>; good once, for a minute.</param>
public sealed record GitHubTicket(string Ticket);

/// <param name="Password">Of the person who is signed in.</param>
/// <param name="Code">Of the second factor, when one is enrolled.</param>
public sealed record DisconnectGitHubRequest(string Password, string? Code = null);

/// <param name="Code">Of the authenticator app, or a recovery code.</param>
public sealed record GitHubCodeRequest(string Code);

/// <summary>
/// What the parameter <c>github</c> of the page says that a visit to GitHub ends on. Clients have the words; nothing of the address is shown.
/// </summary>
public static class GitHubOutcomes
{
    public const string Parameter = "github";

    public const string Connected = "connected";

    /// <summary>The person said no at GitHub.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Too late, twice, or in another browser.</summary>
    public const string Expired = "expired";

    /// <summary>The visit did not begin on a page of this site.</summary>
    public const string FromElsewhere = "from-elsewhere";

    /// <summary>GitHub did not accept the code, or this installation.</summary>
    public const string Refused = "refused";

    /// <summary>GitHub or a part of ours does not answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>The GitHub account has no confirmed primary e-mail.</summary>
    public const string EmailUnverified = "email-unverified";

    /// <summary>An account with this e-mail exists; its owner must sign in to it and connect GitHub there.</summary>
    public const string AccountExists = "account-exists";

    /// <summary>The GitHub account is connected to somebody else's account.</summary>
    public const string Taken = "taken";

    public const string Blocked = "blocked";

    /// <summary>An administrator has to let the person in first.</summary>
    public const string Approval = "approval";

    /// <summary>This installation takes no registrations.</summary>
    public const string Closed = "closed";
}
