using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Samokoder.AgentService.AppDatabases;

/// <summary>
/// What PostgreSQL keeps of a password (RFC 5803), computed here: the password itself is then in no statement, which a server may log.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096;
    private const int SaltBytes = 16;

    /// <param name="password">ASCII: other characters would have to be normalised (RFC 4013).</param>
    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return new StringBuilder("SCRAM-SHA-256$").Append(CultureInfo.InvariantCulture, $"{Iterations}:{Convert.ToBase64String(salt)}")
            .Append(CultureInfo.InvariantCulture, $"${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}").ToString();
    }
}
