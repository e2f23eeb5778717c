using System.Runtime.InteropServices;

namespace Samokoder.Messaging.Previews;

/// <summary>A ticket, link or pass whose signature held and whose time has not come.</summary>
/// <param name="Nonce">Unlike every other one's.</param>
/// <param name="Version">Of the preview's access when it was issued: good while that is the current one.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PreviewTicket(Guid Nonce, int Version, DateTimeOffset ExpiresAt);
