using System.Runtime.InteropServices;

namespace Samokoder.PreviewGateway.Access;

internal enum AccessOutcome
{
    Refused,

    /// <summary>A pass was shown, or the preview is public.</summary>
    Granted,

    /// <summary>A ticket or a link was shown: send the visitor to the address without it.</summary>
    Exchanged,

    /// <summary>Nobody could say who may see it.</summary>
    Unknown,
}

/// <param name="Version">Of the access that was granted.</param>
/// <param name="Pass">The pass to give with the answer to an exchange; null for a visitor who needs none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AccessDecision(AccessOutcome Outcome, int Version = 0, GivenPass? Pass = null);

/// <param name="Until">When it ends at the latest.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GivenPass(int Version, DateTimeOffset Until);
