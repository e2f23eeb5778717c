using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Keys;

internal sealed class PutKeyHandler(SamokoderDbContext db, ProviderKeyProtector protector, LlmProviders providers, ProviderOptions options, TimeProvider time)
{
    /// <summary>Four characters of a shorter key would be too much of it.</summary>
    private const int ShortestToShow = 12;

    public async Task<Results<Ok<KeyInfo>, InvalidRequest>> HandleAsync(
        string provider, PutKeyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (providers.Find(provider) is not { } known)
            return new InvalidRequest(
                ErrorCodes.ProviderUnknown,
                $"Keys can be stored for {string.Join(", ", providers.All.Select(p => p.Name))}. custom is any server that speaks OpenAI's protocol.");
        if (KeyRules.Validate(known, request, options.AllowPrivate) is { } invalid)
            return invalid;
        var key = Create(provider, request, caller);
        var stored = await db.ProviderKeys.FromSql(
            $"""
            INSERT INTO provider_keys (user_id, provider, protected_key, last4, base_url, created_at, updated_at)
            VALUES ({key.UserId}, {key.Provider}, {key.ProtectedKey}, {key.Last4}, {key.BaseUrl}, {key.UpdatedAt}, {key.UpdatedAt})
            ON CONFLICT (user_id, provider) DO UPDATE SET protected_key = excluded.protected_key, last4 = excluded.last4,
                base_url = excluded.base_url, updated_at = excluded.updated_at
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return TypedResults.Ok(stored.Single().ToInfo());
    }

    private ProviderKey Create(string provider, PutKeyRequest request, Caller caller)
    {
        var apiKey = request.ApiKey?.Trim() ?? "";
        return new ProviderKey
        {
            UserId = caller.UserId, Provider = provider, ProtectedKey = protector.Protect(caller.UserId, apiKey),
            Last4 = apiKey.Length >= ShortestToShow ? apiKey[^4..] : "",
            BaseUrl = string.IsNullOrWhiteSpace(request.BaseUrl) ? null : request.BaseUrl.Trim().TrimEnd('/'), UpdatedAt = time.GetUtcNow(),
        };
    }
}
