namespace Samokoder.ApiService.Features.Auth.SecondFactor;

/// <summary>Who must have a second factor on this installation.</summary>
internal enum SecondFactorRequirement
{
    /// <summary>Nobody; everybody may.</summary>
    None,

    Admins,

    Everyone,
}
