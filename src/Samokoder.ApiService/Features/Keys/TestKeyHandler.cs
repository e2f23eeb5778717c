using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Keys;
using Samokoder.Data;
using Samokoder.Data.Keys;

namespace Samokoder.ApiService.Features.Keys;

internal sealed class TestKeyHandler(SamokoderDbContext db, ProviderKeyProtector protector, ProviderClient provider)
{
    public async Task<Results<Ok<KeyTestResult>, Missing>> HandleAsync(string name, Caller caller, CancellationToken cancellationToken)
    {
        if (!KeyProviders.Exists(name) || await db.ProviderKeys.FindAsync([caller.UserId, name], cancellationToken) is not { } key)
            return KeyEndpoints.NoKey;
        var answer = await AskAsync(key, cancellationToken);
        return TypedResults.Ok(new KeyTestResult(answer.Ok, answer.Code, answer.Detail, answer.Models));
    }

    private async Task<ProviderAnswer> AskAsync(ProviderKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.ListModelsAsync(KeyProviders.BaseUrlOf(key), protector.Unprotect(key.UserId, key.ProtectedKey), cancellationToken);
        }
        catch (CryptographicException)
        {
            return ProviderAnswer.Failed(ErrorCodes.KeyMissing, "The stored key cannot be read any more. Enter it again.");
        }
    }
}
