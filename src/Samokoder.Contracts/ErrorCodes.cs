namespace Samokoder.Contracts;

/// <summary>The stable <c>code</c> of a problem or of a failed run. Clients branch on these, never on texts.</summary>
public static class ErrorCodes
{
    public const string ValidationFailed = "validation-failed";
    public const string MalformedBody = "malformed-body";
    public const string BodyTooLarge = "body-too-large";
    public const string NotFound = "not-found";
    public const string Unauthenticated = "unauthenticated";
    public const string Forbidden = "forbidden";
    public const string ForeignOrigin = "foreign-origin";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string RequestTimeout = "request-timeout";
    public const string Conflict = "conflict";
    public const string PreconditionFailed = "precondition-failed";
    public const string RateLimited = "rate-limited";

    /// <summary>402: used up for this month, or in all.</summary>
    public const string QuotaExceeded = "quota-exceeded";

    /// <summary>403: the tier does not have it at all.</summary>
    public const string TierLacksFeature = "tier-lacks-feature";

    /// <summary>422: the Idempotency-Key belongs to another request.</summary>
    public const string IdempotencyKeyReused = "idempotency-key-reused";

    /// <summary>409: the first request with this Idempotency-Key is still at work.</summary>
    public const string IdempotencyInProgress = "idempotency-in-progress";

    public const string Internal = "internal-error";
    public const string Unavailable = "temporarily-unavailable";

    public const string InvalidCredentials = "invalid-credentials";
    public const string AccountLocked = "account-locked";
    public const string AccountBlocked = "account-blocked";
    public const string EmailTaken = "email-taken";
    public const string WeakPassword = "weak-password";
    public const string SessionEnded = "session-ended";

    /// <summary>It would change files on which a run works.</summary>
    public const string RunActive = "run-active";
    /// <summary>The password is right, and the account has a second factor.</summary>
    public const string CodeRequired = "code-required";

    /// <summary>Wrong, over, or used already.</summary>
    public const string CodeInvalid = "code-invalid";

    /// <summary>The link of a mail is over, used, or not ours.</summary>
    public const string LinkInvalid = "link-invalid";
    public const string RegistrationClosed = "registration-closed";
    public const string SecondFactorMissing = "second-factor-missing";

    /// <summary>409: an administrator takes away the factor of somebody else, not their own.</summary>
    public const string SecondFactorOwn = "second-factor-own";

    /// <summary>403: this installation requires a second factor of the account, which has none yet.</summary>
    public const string SecondFactorDue = "second-factor-due";

    /// <summary>409: this installation requires a second factor of the account.</summary>
    public const string SecondFactorKept = "second-factor-kept";

    /// <summary>A personal access token that lacks the scope, or a route that is not for such tokens.</summary>
    public const string TokenScope = "token-scope";
    public const string TooManyTokens = "too-many-tokens";
    public const string LastAdmin = "last-admin";

    /// <summary>What came before the code was too long ago: begin again.</summary>
    public const string SignInOver = "sign-in-over";

    /// <summary>401: it takes a sign-in of a moment ago.</summary>
    public const string SignInStale = "sign-in-stale";
    public const string GitHubConnected = "github-connected";

    /// <summary>Without it nobody could sign in to the account any more.</summary>
    public const string LastWayIn = "last-way-in";

    public const string RunNotActive = "run-not-active";
    public const string QuestionNotOpen = "question-not-open";
    public const string ModelUnknown = "model-unknown";
    public const string KeyMissing = "key-missing";
    public const string ProviderUnknown = "provider-unknown";

    public const string PathInvalid = "path-invalid";
    public const string PathOutsideWorkspace = "path-outside-workspace";
    public const string FileTooLarge = "file-too-large";
    /// <summary>409: a run is changing the file in this moment.</summary>
    public const string FileBusy = "file-busy";
    public const string FileBinary = "file-binary";

    public const string SandboxUnavailable = "sandbox-unavailable";
    public const string PreviewFailed = "preview-failed";

    public const string LlmBadKey = "llm-bad-key";
    public const string LlmQuota = "llm-quota";
    public const string LlmRateLimited = "llm-rate-limited";
    public const string LlmContextTooLong = "llm-context-too-long";
    public const string LlmRefused = "llm-refused";
    public const string LlmOverloaded = "llm-overloaded";
    public const string LlmUnreachable = "llm-unreachable";
    public const string LlmProtocol = "llm-protocol";
    public const string LlmModelNotFound = "llm-model-not-found";
    /// <summary>A limit on money leaves no room for the next model call.</summary>
    public const string BudgetExceeded = "budget-exceeded";

    public const string RunStepLimit = "run-step-limit";
    public const string RunStuck = "run-stuck";

    /// <summary>The run took its worker down again and again.</summary>
    public const string RunGivenUp = "run-given-up";

    /// <summary>A fault of ours.</summary>
    public const string RunCrashed = "run-crashed";
}
