using Samokoder.Web.Features.Session;

namespace Samokoder.Web.Features.Account;

/// <summary>How a registration went on.</summary>
internal abstract record Registered
{
    private Registered()
    {
    }

    internal sealed record SignedIn(AccessToken Token) : Registered;

    /// <param name="Next">confirm: a mail was sent to the address; approval: an administrator decides.</param>
    internal sealed record Waiting(string Next) : Registered;
}
