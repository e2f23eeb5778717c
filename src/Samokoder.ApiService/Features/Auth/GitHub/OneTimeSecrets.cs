using System.Text.Json;
using StackExchange.Redis;

namespace Samokoder.ApiService.Features.Auth.GitHub;

/// <summary>
/// Short-lived notes that whoever has the secret may take once, on whatever replica. They are in Redis: when it is emptied, a sign-in in
/// progress begins again. Only hashes of secrets are stored.
/// </summary>
internal sealed class OneTimeSecrets(IConnectionMultiplexer redis)
{
    /// <summary>The secret: 256 random bits.</summary>
    /// <exception cref="RedisException">Redis is away.</exception>
    public async Task<string> PutAsync<T>(T note, TimeSpan lifetime)
    {
        var secret = RefreshTokenValue.Create();
        await redis.GetDatabase().StringSetAsync(Key<T>(secret), JsonSerializer.Serialize(note), lifetime);
        return secret;
    }

    /// <summary>Null when it is unknown, over, or taken. Of two who take it at once one gets it.</summary>
    public async Task<T?> TakeAsync<T>(string? secret)
        where T : class => IsSecret(secret) ? Read<T>(await redis.GetDatabase().StringGetDeleteAsync(Key<T>(secret!))) : null;

    /// <summary>Leaves it there.</summary>
    public async Task<T?> PeekAsync<T>(string? secret)
        where T : class => IsSecret(secret) ? Read<T>(await redis.GetDatabase().StringGetAsync(Key<T>(secret!))) : null;

    private static bool IsSecret(string? text) => text is { Length: > 0 and <= 100 };

    private static T? Read<T>(RedisValue value) => value.IsNull ? default : JsonSerializer.Deserialize<T>((string)value!);

    private static RedisKey Key<T>(string secret) => $"samokoder:auth:once:{typeof(T).Name}:{Convert.ToHexStringLower(RefreshTokenValue.Hash(secret))}";
}
