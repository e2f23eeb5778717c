namespace Samokoder.ApiService.Features.Auth;

internal enum ProofResult
{
    Good,
    Wrong,

    /// <summary>Too many wrong ones.</summary>
    Locked,

    /// <summary>There is nothing to prove it with.</summary>
    Missing,

    /// <summary>The account has no password, and the sign-in that stands for it was too long ago.</summary>
    Stale,

    WrongCode,

    /// <summary>The account has a second factor, and no code came.</summary>
    CodeMissing,
}
