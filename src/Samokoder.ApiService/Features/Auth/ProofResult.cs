namespace Samokoder.ApiService.Features.Auth;

internal enum ProofResult
{
    Good,
    Wrong,

    /// <summary>Too many wrong ones.</summary>
    Locked,

    /// <summary>There is nothing to prove it with.</summary>
    Missing,
}
