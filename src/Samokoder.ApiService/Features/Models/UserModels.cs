using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Samokoder.ApiService.Features.Auth;
using Samokoder.ApiService.Features.Keys;
using Samokoder.ApiService.Http.Problems;
using Samokoder.Contracts;
using Samokoder.Contracts.Models;
using Samokoder.Data;
using Samokoder.Data.Keys;
using Samokoder.Data.Models;

namespace Samokoder.ApiService.Features.Models;

/// <summary>Which models a person can use: the demo model, and those of the providers that they have a key for.</summary>
internal sealed class UserModels(SamokoderDbContext db, ProviderKeyProtector protector, ProviderModelCache cache)
{
    private const int MaxLength = 200;

    /// <summary>A provider that does not answer is listed with no models: the others are still of use.</summary>
    public async Task<IReadOnlyList<ModelInfo>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        var keys = await db.ProviderKeys.AsNoTracking().Where(k => k.UserId == caller.UserId).OrderByDescending(k => k.Provider).ToListAsync(cancellationToken);
        var ofKeys = await Task.WhenAll(keys.Select(k => OfAsync(k, cancellationToken)));
        return [.. ModelCatalogue.Of("demo"), .. ofKeys.SelectMany(m => m)];
    }

    /// <summary>Null when the caller can use the model.</summary>
    public async Task<InvalidRequest?> CheckAsync(Caller caller, string model, CancellationToken cancellationToken)
    {
        if (model == ServiceNames.DemoModelId)
            return null;
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == model.Length - 1 || model.Length > MaxLength || model.Any(char.IsControl) || !KeyProviders.Exists(model[..slash]))
            return Problem(ErrorCodes.ModelUnknown, "There is no such model. Ids look like provider/model; GET /v1/models lists yours.");
        if (await db.ProviderKeys.FindAsync([caller.UserId, model[..slash]], cancellationToken) is not { } key)
            return Problem(ErrorCodes.KeyMissing, $"There is no key for {model[..slash]}. Add one in the settings, or choose the demo model, which needs none.");
        return key.BaseUrl is null && ModelCatalogue.Find(model) is null
            ? Problem(ErrorCodes.ModelUnknown, $"{key.Provider} has no such model in the catalogue. GET /v1/models lists yours.")
            : null;
    }

    /// <summary>The provider itself is asked when it is a server of the user's choice; else the catalogue knows it.</summary>
    private async Task<IEnumerable<ModelInfo>> OfAsync(ProviderKey key, CancellationToken cancellationToken)
    {
        if (key.BaseUrl is null)
            return ModelCatalogue.Of(key.Provider);
        try
        {
            var names = await cache.GetAsync(key, protector.Unprotect(key.UserId, key.ProtectedKey), cancellationToken);
            return names.Select(name => Describe(key.Provider, name));
        }
        catch (CryptographicException)
        {
            return []; // the test of the key says so in words
        }
    }

    private static ModelInfo Describe(string provider, string name) =>
        ModelCatalogue.Find($"{provider}/{name}") ?? new ModelInfo($"{provider}/{name}", provider, name, null, null, null, null, null, new ModelAbilities(Tools: true, Vision: false));

    private static InvalidRequest Problem(string code, string detail) =>
        new(code, detail) { Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["model"] = [detail] } };
}
