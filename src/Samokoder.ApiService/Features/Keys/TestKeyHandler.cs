using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Keys;

internal sealed class TestKeyHandler(SamokoderDbContext db, ProviderKeyProtector protector, LlmProviders providers, ProviderClient client)
{
    public async Task<Results<Ok<KeyTestResult>, Missing>> HandleAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (providers.Find(name) is not { } provider || await db.ProviderKeys.FindAsync([caller.UserId, name], cancellationToken) is not { } key)
            return KeyEndpoints.NoKey;
        var answer = await AskAsync(provider, key, cancellationToken);
        return TypedResults.Ok(new KeyTestResult(answer.Ok, answer.Code, answer.Detail, answer.Models));
    }

    private async Task<ProviderAnswer> AskAsync(LlmProvider provider, ProviderKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await client.ListModelsAsync(provider, provider.BaseUrlOf(key), protector.Unprotect(key.UserId, key.ProtectedKey), cancellationToken);
        }
        catch (CryptographicException)
        {
            return ProviderAnswer.Failed(ErrorCodes.KeyMissing, "The stored key cannot be read any more. Enter it again.");
        }
    }
}
