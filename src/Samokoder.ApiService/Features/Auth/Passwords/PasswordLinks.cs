using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth.Passwords;

/// <summary>
/// Tokens of links that set a new password: Identity's, which a changed password makes worthless, with the account that they are for.
/// </summary>
internal sealed class PasswordLinks(UserManager<User> users)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int MaxLength = 1000;

    /// <summary>The token stands behind the #: browsers send that nowhere (docs/adr/0033).</summary>
    public async Task<string> PathAsync(User user)
    {
        var token = await users.GeneratePasswordResetTokenAsync(user);
        return $"/password/reset#token={Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{user.Id:N}.{token}"))}";
    }

    /// <summary>Null when it is nothing that this class made.</summary>
    public static (Guid UserId, string Token)? Read(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('.', 2);
        return parts.Length == 2 && Guid.TryParseExact(parts[0], "N", out var id) ? (id, parts[1]) : null;
    }
}
