namespace Samokoder.ApiService.Features.Auth;

/// <summary>How an account comes into being. The first one of an installation is always made at once.</summary>
internal enum RegistrationMode
{
    /// <summary><see cref="Open"/>, as long as Web has no pages for the other ways.</summary>
    Auto,

    /// <summary>At once. Whoever registers learns whether the e-mail had an account.</summary>
    Open,

    /// <summary>By the link of a mail.</summary>
    Confirm,

    /// <summary>By an administrator.</summary>
    Approval,

    /// <summary>Not at all.</summary>
    Closed,
}
