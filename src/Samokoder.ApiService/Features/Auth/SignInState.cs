namespace Samokoder.ApiService.Features.Auth;

/// <summary>What a sign-in or a personal access token is good for now.</summary>
internal enum SignInState
{
    Ended,
    Good,

    /// <summary>For nothing but setting up the second factor that this installation requires.</summary>
    SecondFactorDue,
}
