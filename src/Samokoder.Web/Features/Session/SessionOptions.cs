using System.ComponentModel.DataAnnotations;

namespace Samokoder.Web.Features.Session;

/// <summary>Section <c>Auth</c>.</summary>
internal sealed class SessionOptions
{
    /// <summary>Base64 of at least 32 bytes: the HS256 key that the API signs access tokens with.</summary>
    [Required(ErrorMessage = "Auth:SigningKey is missing: give Web the same base64 key that the API signs access tokens with.")]
    public string SigningKey { get; set; } = "";

    public bool HasUsableKey() =>
        Convert.TryFromBase64String(SigningKey, new byte[SigningKey.Length], out var length) && length >= 32;
}
