namespace Samokoder.ApiService.Features.Auth;

/// <summary>
/// What happened to accounts, for whoever watches over an installation (docs/adr/0080). Lines name accounts, sign-ins and tokens by their ids and say from which address. Nothing that
/// somebody typed is in them: people type passwords into the field for the e-mail.
/// </summary>
internal sealed partial class SecurityLog(ILogger<SecurityLog> logger)
{
    [LoggerMessage(LogLevel.Information, "Signed in: account {UserId}, by {Way}, sign-in {SessionId}, from {Address}")]
    public partial void SignedIn(Guid userId, string way, Guid sessionId, string address);

    /// <param name="userId">Null when there is no such account.</param>
    [LoggerMessage(LogLevel.Warning, "Sign-in failed: account {UserId}, {Reason}, from {Address}")]
    public partial void SignInFailed(Guid? userId, string reason, string address);

    [LoggerMessage(LogLevel.Warning, "Sign-in locked after too many failures, from {Address}")]
    public partial void SignInLocked(string address);

    [LoggerMessage(LogLevel.Warning, "Proof failed: account {UserId}, sign-in {SessionId}, {Reason}")]
    public partial void ProofFailed(Guid userId, Guid sessionId, ProofResult reason);

    [LoggerMessage(LogLevel.Information, "Sign-in ended: {SessionId}")]
    public partial void SessionEnded(Guid sessionId);

    [LoggerMessage(LogLevel.Information, "Sign-ins ended: account {UserId}, {Count} of them")]
    public partial void SessionsEnded(Guid userId, int count);

    [LoggerMessage(LogLevel.Information, "Password changed: account {UserId}, {Way}, from {Address}")]
    public partial void PasswordChanged(Guid userId, string way, string address);

    [LoggerMessage(LogLevel.Information, "Second factor {Change}: account {UserId}")]
    public partial void SecondFactor(string change, Guid userId);

    [LoggerMessage(LogLevel.Information, "GitHub {Change}: account {UserId}")]
    public partial void GitHub(string change, Guid userId);

    [LoggerMessage(LogLevel.Information, "Personal access token made: account {UserId}, token {TokenId}")]
    public partial void TokenMade(Guid userId, Guid tokenId);

    [LoggerMessage(LogLevel.Information, "Personal access token revoked: account {UserId}, token {TokenId}")]
    public partial void TokenRevoked(Guid userId, Guid tokenId);

    [LoggerMessage(LogLevel.Warning, "A used refresh token of sign-in {SessionId} was presented again; the sign-in was ended")]
    public partial void RefreshTokenReused(Guid sessionId);

    [LoggerMessage(LogLevel.Information, "Administrator {ActorId}: {Action} on {TargetId}, from {Address}")]
    public partial void AdminActed(Guid actorId, string action, Guid targetId, string address);

    /// <summary>Joins what later lines say of a run or a project with who asked for it, and from where: the line of the sign-in has the address.</summary>
    /// <param name="signInId">Or the personal access token.</param>
    [LoggerMessage(LogLevel.Information, "Work asked for: account {UserId}, sign-in {SignInId}, project {ProjectId}, run {RunId}")]
    public partial void WorkAsked(Guid userId, Guid signInId, Guid projectId, Guid runId);

    [LoggerMessage(LogLevel.Information, "Project deleted: account {UserId}, sign-in {SignInId}, project {ProjectId}")]
    public partial void ProjectDeleted(Guid userId, Guid signInId, Guid projectId);

    /// <summary>A request that was refused: no sign-in, not allowed, not theirs or not there, wrong input, another site, too many.</summary>
    [LoggerMessage(LogLevel.Information, "Refused {Status} {Code}: {Method} {Route}, account {UserId}, from {Address}")]
    public partial void Refused(int status, string code, string method, string route, Guid? userId, string address);
}
