using System.Runtime.InteropServices;

namespace Samokoder.Messaging.Previews;

/// <summary>A ticket or pass whose signature held.</summary>
/// <param name="Nonce">Unlike every other one's.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PreviewTicket(Guid Nonce, DateTimeOffset ExpiresAt);
