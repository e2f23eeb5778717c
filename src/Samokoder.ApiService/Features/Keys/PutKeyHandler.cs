using Microsoft.AspNetCore.Http.HttpResults;
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
        var key = await db.ProviderKeys.FindAsync([caller.UserId, provider], cancellationToken) ?? Add(provider, caller);
        var apiKey = request.ApiKey?.Trim() ?? "";
        key.ProtectedKey = protector.Protect(caller.UserId, apiKey);
        key.Last4 = apiKey.Length >= ShortestToShow ? apiKey[^4..] : "";
        key.BaseUrl = string.IsNullOrWhiteSpace(request.BaseUrl) ? null : request.BaseUrl.Trim().TrimEnd('/');
        key.UpdatedAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(key.ToInfo());
    }

    private ProviderKey Add(string provider, Caller caller) => db.ProviderKeys.Add(new ProviderKey
    {
        UserId = caller.UserId, Provider = provider, ProtectedKey = "", Last4 = "", CreatedAt = time.GetUtcNow(),
    }).Entity;
}
