namespace Samokoder.Contracts.Auth;

/// <summary>Ends every other sign-in of the person.</summary>
/// <param name="NewPassword">8 to 128 characters, not one that is easy to guess.</param>
/// <param name="Code">Of the second factor, when one is enrolled.</param>
public sealed record ChangePasswordRequest(string CurrentPassword, string NewPassword, string? Code = null);

/// <summary>Asks for a link to set a new password. The answer is the same whether the e-mail has an account or not.</summary>
public sealed record ForgotPasswordRequest(string Email);

/// <param name="Token">From the link; good once, for an hour.</param>
public sealed record ResetPasswordRequest(string Token, string NewPassword);

/// <param name="Token">From the link; good for a day.</param>
/// <param name="Password">The one that was chosen when registering: somebody else's registration cannot be confirmed by mistake.</param>
public sealed record ConfirmRegistrationRequest(string Token, string Password);

/// <summary>Answer of a registration that does not sign in yet. The same for every e-mail.</summary>
/// <param name="Next">confirm: a mail was sent to the address; approval: an administrator decides.</param>
public sealed record RegistrationPending(string Next);

/// <summary>What the pages for people who are not signed in need to know of this installation.</summary>
/// <param name="Registration">open, confirm (by mail), approval (by an administrator) or closed.</param>
/// <param name="Mail">Whether this installation can send mail, such as links to set a new password.</param>
/// <param name="Github">Whether one may sign in with GitHub.</param>
public sealed record SignInOptions(string Registration, bool Mail, bool Github = false);
