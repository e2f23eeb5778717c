namespace Samokoder.ApiService.Features.Auth;

/// <summary>How an account comes into being. The first one of an installation is always made at once.</summary>
internal enum RegistrationMode
{
    /// <summary>
    /// <see cref="Confirm"/> where mail can be sent, <see cref="Open"/> on an installation that only its own machine reaches, else <see cref="Approval"/>.
    /// </summary>
    Auto,

    /// <summary>At once. Whoever registers learns whether the e-mail had an account: for people who share a machine.</summary>
    Open,

    /// <summary>By the link of a mail.</summary>
    Confirm,

    /// <summary>By an administrator.</summary>
    Approval,

    /// <summary>Not at all.</summary>
    Closed,
}
