using Microsoft.AspNetCore.Identity;
using Samokoder.Data.Accounts;

namespace Samokoder.ApiService.Features.Auth;

/// <summary>Spends on what does not exist the time that a real password check takes, so that the clock does not tell.</summary>
internal sealed class DummyPassword
{
    private static readonly User Nobody = new() { DisplayName = "", Tier = "" };

    private readonly IPasswordHasher<User> _hasher;

    /// <summary>Of a password that nobody knows.</summary>
    internal string Hash { get; }

    /// <summary>Hashes once, whoever signs in first: later checks only verify, as real ones do.</summary>
    public DummyPassword(IPasswordHasher<User> hasher)
    {
        _hasher = hasher;
        Hash = hasher.HashPassword(Nobody, RefreshTokenValue.Create());
    }

    public void Check(string password) => _hasher.VerifyHashedPassword(Nobody, Hash, password);
}
