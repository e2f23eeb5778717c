using System.Runtime.InteropServices;

namespace Samokoder.PreviewGateway.Access;

internal enum AccessOutcome
{
    Refused,

    /// <summary>A pass was shown.</summary>
    Granted,

    /// <summary>A ticket was shown: give a pass for it and send the visitor to the address without it.</summary>
    Exchanged,
}

/// <param name="RenewPass">Whether the answer should carry a new pass.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AccessDecision(AccessOutcome Outcome, bool RenewPass = false);
